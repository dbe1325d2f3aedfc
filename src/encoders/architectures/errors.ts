import { AppError } from "../../core/errors.ts";

export interface WeightProblem {
  readonly key: string;
  /** Continues "The tensor KEY is …". */
  readonly found: string;
}

/** How many problems a message names. */
const named = 5;

/** A checkpoint is not of the architecture that its card states: nothing was imported. */
export class WeightsMismatchError extends AppError {
  readonly code = "WEIGHTS_MISMATCH";
  readonly kind = "input";
  readonly problems: readonly WeightProblem[];
  constructor(problems: readonly WeightProblem[]) {
    const first = problems.slice(0, named).map(({ key, found }) => `${spoken(key)} ${found}`);
    const more = problems.length > named ? `, and ${problems.length - named} more` : "";
    super(
      `The checkpoint does not fit the model's architecture: ${first.join("; ")}${more}.`,
      "Choose the card of this very model (`caselens models list`), and a file that was downloaded whole.",
    );
    this.problems = problems;
  }
}

/** A model's configuration asks for something that is not built. */
export class ArchitectureError extends AppError {
  readonly code = "ARCHITECTURE_NOT_BUILT";
  readonly kind = "input";
  /** @param what continues the sentence "The model needs …" */
  constructor(what: string, options?: ErrorOptions) {
    super(`The model needs ${what}, which is not built.`, "See `caselens models list` for what is.", options);
  }
}

/** A key of a file of somebody else's, fit for a line of text. */
function spoken(key: string): string {
  return key.replace(/[^\w.]/g, "?").slice(0, 80);
}

import { AppError } from "../../core/errors.ts";

/** A folder is no case: nothing can be compared. */
export class CaseUnreadableError extends AppError {
  readonly code = "CASE_UNREADABLE";
  readonly kind = "input";
  /** @param found continues the sentence "The case folder …" */
  constructor(found: string, options?: ErrorOptions) {
    super(
      `The case folder ${found}.`,
      "Give a folder as tools/make-golden.py writes it: case.json, the configuration, the weights, inputs.safetensors and expected.safetensors.",
      options,
    );
  }
}

/** There is nothing to check. */
export class CasesMissingError extends AppError {
  readonly code = "CASES_MISSING";
  readonly kind = "input";
  constructor(options?: ErrorOptions) {
    super(
      "The folder of cases is not there, or holds no folder.",
      "Give a case folder, or a folder of case folders.",
      options,
    );
  }
}

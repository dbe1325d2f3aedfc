import { AppError } from "../core/errors.ts";

/** A prompt file is missing, is not JSON, or does not fit the schema. */
export class PromptSetInvalidError extends AppError {
  readonly code = "PROMPT_SET_INVALID";
  readonly kind = "input";
  /** @param found continues the sentence "The prompt file …": schema paths, never values. */
  constructor(found: string, options?: ErrorOptions) {
    super(
      `The prompt file ${found}.`,
      'Write {"id", "version", "source", "templates": ["an image of {}"], "classes": [{"name", "synonyms": […]}]}; prompts/zero-shot/ has examples.',
      options,
    );
  }
}

/** The names given to tell apart cannot be used. */
export class LabelsInvalidError extends AppError {
  readonly code = "LABELS_INVALID";
  readonly kind = "usage";
  /** @param shipped ids of prompt sets that could be named instead */
  constructor(
    found: "none" | "one" | "both" | "repeated" | "long" | "many" | "no finding" | "together",
    shipped: readonly string[] = [],
  ) {
    super(
      {
        none: "No class name was given.",
        one: "One class name alone was given: there is no other to tell it from.",
        both: "Both names and a prompt file were given.",
        repeated: "A class name is given twice.",
        long: "A class name is longer than 300 characters.",
        many: "More than 1,000 class names were given.",
        "no finding":
          "Names are asked each by itself, and one says that nothing was found: that is the absence of all the others, and has none of its own.",
        together: "These names may stand together, each by itself: there is no one among them to choose.",
      }[found],
      found === "no finding"
        ? "Leave that name out: it is what remains where no finding is. Or ask for one among all."
        : `Give distinct names, separated by semicolons: --labels "glioma; meningioma; no tumour"${shipped.length > 0 ? `, or a shipped set: --prompts ${shipped.join(" | ")}` : ""}.`,
    );
  }
}

/** Neither a prompt file nor the id of a shipped set. */
export class PromptSetMissingError extends AppError {
  readonly code = "PROMPT_SET_MISSING";
  readonly kind = "input";
  constructor(shipped: readonly string[], options?: ErrorOptions) {
    super(
      "No prompt file is there, and no shipped set for this encoder has that id.",
      `Give a file's path, or one of: ${shipped.join(", ")}.`,
      options,
    );
  }
}

/** A stored calibration cannot be read, or is not what was written. */
export class CalibrationDamagedError extends AppError {
  readonly code = "CALIBRATION_DAMAGED";
  readonly kind = "failure";
  constructor(id: string, options?: ErrorOptions) {
    super(
      `The calibration ${id} of these names cannot be read.`,
      `Take it away with \`caselens calibrate delete ${id}\`, and calibrate again.`,
      options,
    );
  }
}

export class CalibrationUnknownError extends AppError {
  readonly code = "CALIBRATION_UNKNOWN";
  readonly kind = "input";
  constructor() {
    super("No calibration has that id.", "`caselens calibrate list` names them.");
  }
}

export interface CalibrationRowCounts {
  readonly rows: number;
  readonly cases: number;
  readonly classes: number;
}

/** The labelled rows do not suffice to calibrate. */
export class CalibrationTooFewError extends AppError {
  readonly code = "CALIBRATION_TOO_FEW";
  readonly kind = "input";
  readonly found: CalibrationRowCounts;
  constructor(found: CalibrationRowCounts, needed: Omit<CalibrationRowCounts, "classes">) {
    super(
      `${found.rows} labelled images of ${found.cases} cases in ${found.classes} of the classes can be used: too few to calibrate on.`,
      `Give at least ${needed.rows} images of ${needed.cases} cases in two classes or more, each of which a class of the prompts names by its \`labels\`. Images that the encoder was trained on do not count.`,
    );
    this.found = found;
  }
}

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
  constructor(found: "none" | "both" | "repeated" | "long" | "many", shipped: readonly string[] = []) {
    super(
      {
        none: "No class name was given.",
        both: "Both names and a prompt file were given.",
        repeated: "A class name is given twice.",
        long: "A class name is longer than 300 characters.",
        many: "More than 1,000 class names were given.",
      }[found],
      `Give distinct names, separated by semicolons: --labels "glioma; meningioma; no tumour"${shipped.length > 0 ? `, or a shipped set: --prompts ${shipped.join(" | ")}` : ""}.`,
    );
  }
}

/** Neither a prompt file nor the id of a shipped set. */
export class PromptSetMissingError extends AppError {
  readonly code = "PROMPT_SET_MISSING";
  readonly kind = "input";
  constructor(shipped: readonly string[], options?: ErrorOptions) {
    super(
      "No prompt file is there, and no shipped set has that id.",
      `Give a file's path, or one of: ${shipped.join(", ")}.`,
      options,
    );
  }
}

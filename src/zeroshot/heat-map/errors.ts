import { AppError } from "../../core/errors.ts";
import type { EncoderId } from "../../encoders/contract.ts";

/** The encoder gives no vectors for parts of an image. */
export class PatchesMissingError extends AppError {
  readonly code = "PATCHES_MISSING";
  readonly kind = "input";
  constructor(encoder: EncoderId) {
    super(
      `${encoder} has no vectors for parts of an image in the space of texts, so nothing says where.`,
      "Use one that has (`--encoder mini`; docs/evaluation.md lists the published ones). Graphs that others exported never have any: import the model's own checkpoint.",
    );
  }
}

/** No class of that name is among those given. */
export class ClassUnknownError extends AppError {
  readonly code = "CLASS_UNKNOWN";
  readonly kind = "usage";
  constructor() {
    super("The class that is looked for is not among the names.", "Give it as it stands among them.");
  }
}

/** A contrast needs something to set against. */
export class ContrastImpossibleError extends AppError {
  readonly code = "CONTRAST_IMPOSSIBLE";
  readonly kind = "usage";
  constructor() {
    super("There is no other class to set this one against.", "Give several names, or leave the contrast out.");
  }
}

/** No picture is made of a map that means nothing. */
export class HeatMapWithheldError extends AppError {
  readonly code = "HEAT_MAP_WITHHELD";
  readonly kind = "input";
  /** @param reason of the abstention, a sentence */
  constructor(reason: string) {
    super(`No picture of the map is made. ${reason}`, "Give names that fit this image, or ask for the numbers alone.");
  }
}

/** It does not say what to look for. */
export class SubjectInvalidError extends AppError {
  readonly code = "SUBJECT_INVALID";
  readonly kind = "usage";
  constructor(found: "none" | "both" | "no class") {
    super(
      {
        none: "It does not say what to look for.",
        both: "Words and a class were given: one of them is looked for.",
        "no class": "Names were given, and not which of them is looked for.",
      }[found],
      "Give words (text), or names with a class (labels or a prompt set, and class).",
    );
  }
}

import { AppError } from "../../core/errors.ts";
import type { EncoderId } from "../../encoders/contract.ts";

const again = "Make it again with `caselens adapt`.";

/** A file is not an adapter, or what it says does not belong together. */
export class AdapterInvalidError extends AppError {
  readonly code = "ADAPTER_INVALID";
  readonly kind = "input";
  /** @param found continues the sentence "The adapter file …": schema paths and counts, never values. */
  constructor(found: string, options?: ErrorOptions) {
    super(`The adapter file ${found}.`, again, options);
  }
}

/** An adapter was changed after it was written. */
export class AdapterDamagedError extends AppError {
  readonly code = "ADAPTER_DAMAGED";
  readonly kind = "input";
  constructor() {
    super("The adapter file is not what was written: its checksum is another.", again);
  }
}

export class AdapterTooLargeError extends AppError {
  readonly code = "ADAPTER_TOO_LARGE";
  readonly kind = "input";
  constructor(maxBytes: number) {
    super(`The adapter file is over ${maxBytes.toLocaleString("en")} bytes.`, again);
  }
}

/** An adapter is of other vectors than those that the scan has. */
export class AdapterEncoderError extends AppError {
  readonly code = "ADAPTER_ENCODER_MISMATCH";
  readonly kind = "input";
  constructor(fitted: EncoderId, present: EncoderId) {
    super(
      `The adapter was fitted for ${fitted}; the encoder here is ${present}.`,
      `Use --encoder ${fitted.split("@")[0]} if that revision is installed, or make the adapter again with \`caselens adapt\`.`,
    );
  }
}

/** No adapter file is there. */
export class AdapterUnknownError extends AppError {
  readonly code = "ADAPTER_UNKNOWN";
  readonly kind = "input";
  /** @param existing names of those that the home has; absent where a file was named */
  constructor(existing?: readonly string[], options?: ErrorOptions) {
    super(
      existing
        ? "No adapter of that name is in the home's folder `adapters`."
        : "There is no adapter file at that path.",
      `Make one with \`caselens adapt --data DIR --out FILE\`.${existing ? ` Existing: ${existing.join(", ") || "none"}.` : ""}`,
      options,
    );
  }
}

export class AdapterUnwritableError extends AppError {
  readonly code = "ADAPTER_UNWRITABLE";
  readonly kind = "failure";
  constructor(options?: ErrorOptions) {
    super(
      "The adapter could not be written there.",
      "Give --out a file in a folder that is there and is yours.",
      options,
    );
  }
}

/** An adapter brings its classes along. */
export class AdapterNotAloneError extends AppError {
  readonly code = "ADAPTER_NOT_ALONE";
  readonly kind = "usage";
  constructor() {
    super(
      "An adapter was given together with names, prompts or --multi.",
      "Give the adapter alone: its classes are those that it was fitted to.",
    );
  }
}

export class ExamplesTooManyError extends AppError {
  readonly code = "EXAMPLES_TOO_MANY";
  readonly kind = "input";
  constructor(most: number) {
    super(
      `There are more than ${most.toLocaleString("en")} labelled images.`,
      "Fit on fewer: name a partition with --partition, or leave folders out.",
    );
  }
}

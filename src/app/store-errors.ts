import { AppError } from "../core/errors.ts";

/** A file that is being sent is over the limit; what had come of it is gone. */
export class UploadTooLargeError extends AppError {
  readonly code = "UPLOAD_TOO_LARGE";
  readonly kind = "input";
  readonly maxBytes: number;
  constructor(maxBytes: number) {
    super(
      `The file is too large: the limit is ${maxBytes.toLocaleString("en")} bytes.`,
      "Export a smaller version or the region of interest.",
    );
    this.maxBytes = maxBytes;
  }
}

/** No ingest job has that id. */
export class JobUnknownError extends AppError {
  readonly code = "JOB_UNKNOWN";
  readonly kind = "input";
  constructor() {
    super("There is no job of that id.", "List the jobs to see which there are.");
  }
}

/** The job waits or runs: it cannot be started again, nor taken off the list. */
export class JobActiveError extends AppError {
  readonly code = "JOB_ACTIVE";
  readonly kind = "input";
  constructor() {
    super("The job has not ended yet.", "Wait until it has, or cancel it first.");
  }
}

/** The library has no pair of that id. */
export class PairUnknownError extends AppError {
  readonly code = "PAIR_UNKNOWN";
  readonly kind = "input";
  constructor() {
    super("The library has no pair of that id.", "List the library's pairs; an ingest may have replaced it.");
  }
}

/** The list of samples of this installation cannot be read. */
export class SamplesDamagedError extends AppError {
  readonly code = "SAMPLES_DAMAGED";
  readonly kind = "failure";
  constructor(options?: ErrorOptions) {
    super("The list of samples is missing or damaged.", "Install caselens again.", options);
  }
}

/** The text or label of a pair that is saved is empty or too long. */
export class PairTextInvalidError extends AppError {
  readonly code = "PAIR_TEXT_INVALID";
  readonly kind = "input";
  constructor(field: "text" | "label", most: number) {
    super(
      `The ${field} of a pair has 1 to ${most.toLocaleString("en")} characters.`,
      "Say in words what the image shows; a pair without words is never cited.",
    );
  }
}

/** The demo library is made from the samples, and made anew with another encoder. */
export class LibraryBuiltInError extends AppError {
  readonly code = "LIBRARY_BUILT_IN";
  readonly kind = "usage";
  constructor() {
    super(
      "The library `demo` is made from the samples, and made anew with another encoder: what is saved there would be lost.",
      "Name another library, by --library on the command line; it is made if it is new.",
    );
  }
}

/** The file was another one when it was read again. */
export class ScanChangedError extends AppError {
  readonly code = "SCAN_CHANGED";
  readonly kind = "input";
  constructor() {
    super("The file was changed while it was being saved.", "Save it again.");
  }
}

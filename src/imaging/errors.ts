import { AppError } from "../core/errors.ts";

/** No scan where it was said to be. The file system's error is not kept: it spells the path. */
export class ScanNotFoundError extends AppError {
  readonly code = "SCAN_NOT_FOUND";
  readonly kind = "input";
  /** @param where it was looked for. @default "path" */
  constructor(where: keyof typeof notFound = "path") {
    const [found, remedy] = notFound[where];
    super(found, remedy);
  }
}

const notFound = {
  path: ["There is no file at the path given for the scan.", "Check the path, or quote it if it has spaces."],
  store: ["There is no scan of that id.", "Add it again: it may have been deleted."],
  view: ["The scan has no view of that name.", "The scan itself lists its views."],
} as const;

/** The file is there but cannot be read; `systemCode` is the file system's, as `EACCES`. */
export class ScanUnreadableError extends AppError {
  readonly code = "SCAN_UNREADABLE";
  readonly kind = "input";
  readonly systemCode: string;
  constructor(systemCode: string) {
    super(`The scan cannot be read (${systemCode}).`, "Check the file's permissions and the disk.");
    this.systemCode = systemCode;
  }
}

export class ScanEmptyError extends AppError {
  readonly code = "SCAN_EMPTY";
  readonly kind = "input";
  constructor() {
    super("The scan is an empty file (0 bytes).", "Copy or export it again.");
  }
}

/** Not a picture we read. `content` says in words what the bytes were found to be. */
export class ScanUnsupportedError extends AppError {
  readonly code = "SCAN_UNSUPPORTED";
  readonly kind = "input";
  readonly content: string;
  constructor(content: string, remedy: string, options?: ErrorOptions) {
    super(`The scan is ${content}, which is not read here.`, remedy, options);
    this.content = content;
  }
}

/** Cut short or corrupt. The decoder's words are in `cause` only: they may quote the file. */
export class ScanDamagedError extends AppError {
  readonly code = "SCAN_DAMAGED";
  readonly kind = "input";
  constructor(format: string, options?: ErrorOptions) {
    super(
      `The ${format.toUpperCase()} scan is cut short or corrupt: not all of its pixels can be read.`,
      "Copy or export it again. If a viewer shows it whole, save it as PNG from there.",
      options,
    );
  }
}

export type ScanLimit =
  | { readonly kind: "bytes"; readonly max: number }
  | { readonly kind: "pixels"; readonly max: number }
  | { readonly kind: "seconds"; readonly max: number };

/** Over a limit that keeps one scan from taking the machine; `limit.max` is in the unit that `limit.kind` names. */
export class ScanTooLargeError extends AppError {
  readonly code = "SCAN_TOO_LARGE";
  readonly kind = "input";
  readonly limit: ScanLimit;
  constructor(limit: ScanLimit, options?: ErrorOptions) {
    super(
      `The scan is too large: the limit is ${limit.max.toLocaleString("en")} ${limit.kind}${limit.kind === "seconds" ? " to decode it" : ""}.`,
      "Export a smaller version or the region of interest.",
      options,
    );
    this.limit = limit;
  }
}

/** The region is not whole pixels inside the image, whose size the error carries. */
export class RegionOutsideError extends AppError {
  readonly code = "REGION_OUTSIDE";
  readonly kind = "input";
  readonly widthPx: number;
  readonly heightPx: number;
  constructor(widthPx: number, heightPx: number) {
    super(
      `The region is not a box of whole pixels inside the image of ${widthPx} × ${heightPx} pixels.`,
      "Give x, y, width, height in pixels of the image, from its top left corner, with width and height at least 1.",
    );
    this.widthPx = widthPx;
    this.heightPx = heightPx;
  }
}

/** A picture whose bytes do not match its size, or a size that is no size: a mistake of the calling code. */
export class ImageShapeError extends AppError {
  readonly code = "IMAGE_SHAPE";
  readonly kind = "failure";
  constructor(found: string) {
    super(found, "Give width × height × 3 bytes, with sides of whole pixels >= 1. This is a bug: please report it.");
  }
}

/** The resampling thread is gone: `reason` tells whether it was closed or crashed. */
export class ResamplerStoppedError extends AppError {
  readonly code = "RESAMPLER_STOPPED";
  readonly kind = "failure";
  readonly reason: "disposed" | "crashed";
  constructor(reason: "disposed" | "crashed", options?: ErrorOptions) {
    super(
      reason === "disposed" ? "The resampler was closed." : "The resampling thread crashed.",
      reason === "disposed" ? "Open a new one." : "Try again: a new thread starts. If it recurs, free some memory.",
      options,
    );
    this.reason = reason;
  }
}

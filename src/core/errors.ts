/**
 * What a caller can do about an error. `usage`: the command or request was formed wrongly; `input`: a scan, question,
 * library or row was refused; `failure`: the machine or the program could not do it.
 */
export type ErrorKind = "usage" | "input" | "failure";

/**
 * Every error of ours: a stable `code`, what was found, what to do next. The message never holds the rejected value,
 * a question, pixels, identifiers or keys: only codes, counts, limits and names we made.
 */
export abstract class AppError extends Error {
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;
  readonly remedy: string;

  constructor(found: string, remedy: string, options?: ErrorOptions) {
    super(found, options);
    this.name = new.target.name;
    this.remedy = remedy;
  }
}

/** The disk is full: nothing of the current batch was kept, everything acknowledged before is still there. */
export class DiskFullError extends AppError {
  readonly code = "DISK_FULL";
  readonly kind = "failure";
  constructor(options?: ErrorOptions) {
    super("The disk is full.", "Free some space and run the same command again: it goes on where it stopped.", options);
  }
}

/** True for the errors by which Node, LanceDB and libvips say that no space is left. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "ENOSPC") || /os error 28|no space left on device/i.test(error.message);
}

/** True where a file or folder was not there. */
export function isMissing(error: unknown): boolean {
  return errorCodeOf(error) === "ENOENT";
}

/** The code of an error of the system, as `EACCES`; null for any other. */
export function errorCodeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

import { AppError } from "../core/errors.ts";

/** No library of that name exists under this home, or none any more. */
export class LibraryUnknownError extends AppError {
  readonly code = "LIBRARY_UNKNOWN";
  readonly kind = "input";
  /** @param existing names of those that there are; `deleted`: it was there until it was deleted while it was used */
  constructor(existing: readonly string[] | "deleted", options?: ErrorOptions) {
    const gone = existing === "deleted";
    const known = gone
      ? "`caselens library list` shows which there are."
      : `Existing: ${existing.join(", ") || "none"}.`;
    super(
      gone ? "The library was deleted while it was being used." : "No library of that name exists.",
      `Make it with \`caselens ingest SOURCE --library NAME\`. ${known}`,
      options,
    );
  }
}

export class LibraryNameError extends AppError {
  readonly code = "LIBRARY_NAME_INVALID";
  readonly kind = "usage";
  constructor() {
    super(
      "That is not a library name.",
      "Use 1 to 64 letters, digits, dots, dashes or underscores, the first one a letter or digit.",
    );
  }
}

/** Another process writes to the library. */
export class LibraryLockedError extends AppError {
  readonly code = "LIBRARY_LOCKED";
  readonly kind = "failure";
  constructor() {
    super(
      "Another process is writing to this library.",
      "Wait until it has finished, then run the command again. The lock ends with the process that holds it.",
    );
  }
}

/** The library's files cannot be read as a library. */
export class LibraryDamagedError extends AppError {
  readonly code = "LIBRARY_DAMAGED";
  readonly kind = "failure";
  /** @param found continues the sentence "The library's … ". */
  constructor(found: string, options?: ErrorOptions) {
    super(`The library's ${found}.`, "Restore it from a backup, or delete it and ingest its sources again.", options);
  }
}

/** The filter expression could not be understood. */
export class WhereInvalidError extends AppError {
  readonly code = "WHERE_INVALID";
  readonly kind = "usage";
  constructor(fields: readonly string[], options?: ErrorOptions) {
    super(
      "The filter is not a condition on the fields of a pair.",
      `Write one like \`modality = 'MRI' AND label LIKE '%glioma%'\`, of at most 2,000 characters: comparisons, IN, LIKE, ILIKE, BETWEEN and IS NULL on fields and quoted text, joined by AND, OR, NOT and brackets. Fields: ${fields.join(", ")}.`,
      options,
    );
  }
}

/** A vector that must not be stored or searched: wrong length, or not a unit vector of finite numbers. */
export class VectorInvalidError extends AppError {
  readonly code = "VECTOR_INVALID";
  readonly kind = "failure";
  constructor(found: string) {
    super(`A vector ${found}.`, "Report this: an encoder has returned something that is not an embedding.");
  }
}

/** A search needs something to search for. */
export class QueryEmptyError extends AppError {
  readonly code = "QUERY_EMPTY";
  readonly kind = "usage";
  constructor() {
    super("There is nothing to search for.", "Give a scan, or --text, or both.");
  }
}

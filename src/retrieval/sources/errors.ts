import { AppError } from "../../core/errors.ts";

export class SourceNotFoundError extends AppError {
  readonly code = "SOURCE_NOT_FOUND";
  readonly kind = "input";
  constructor() {
    super("There is no file or folder at the path given as source.", "Check the path, or quote it if it has spaces.");
  }
}

export class SourceEmptyError extends AppError {
  readonly code = "SOURCE_EMPTY";
  readonly kind = "input";
  constructor() {
    super(
      "There is nothing to read in the source: no row of a manifest or table, and no image.",
      "Give a folder with manifest.jsonl, a CSV file, a folder of class folders, or images.",
    );
  }
}

/** A file or folder of the source is there and cannot be read. */
export class SourceUnreadableError extends AppError {
  readonly code = "SOURCE_UNREADABLE";
  readonly kind = "input";
  /** @param systemCode the file system's word, such as `EACCES`. */
  constructor(systemCode: string) {
    super(
      `A file or folder of the source cannot be read (${systemCode}).`,
      "Check that you may read all of it, and that its disk is connected.",
    );
  }
}

/** The source is not what `--format` says, or is several things at once. */
export class SourceFormatError extends AppError {
  readonly code = "SOURCE_FORMAT_UNKNOWN";
  readonly kind = "input";
  /** @param found continues the sentence "The source …". */
  constructor(found: string) {
    super(
      `The source ${found}.`,
      "Name the file itself, or say --format manifest, csv, imagefolder, classes or images.",
    );
  }
}

export class MapInvalidError extends AppError {
  readonly code = "MAP_INVALID";
  readonly kind = "input";
  constructor(found: string, options?: ErrorOptions) {
    super(
      `The column map ${found}.`,
      'Write {"file": "path_column", "caption": "report_column", "label": "…", "case": "…"}.',
      options,
    );
  }
}

export class ColumnMissingError extends AppError {
  readonly code = "COLUMN_MISSING";
  readonly kind = "input";
  /** The table's headers, cut short: a table without a header line has a row of data here. */
  readonly columns: readonly string[];
  /** @param field what was looked for. @param columns the table's headers */
  constructor(field: string, columns: readonly string[]) {
    const short = columns.slice(0, 40).map((column) => (column.length > 40 ? `${column.slice(0, 40)}…` : column));
    super(
      `The table has no column for "${field}". Its columns: ${short.join(", ")}.`,
      'Name it with --map FILE, a JSON file like {"file": "path_column", "caption": "report_column"}.',
    );
    this.columns = short;
  }
}

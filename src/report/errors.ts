import type { ChatModelError, ChatModelErrorCode } from "../chat/errors.ts";
import { AppError } from "../core/errors.ts";
import type { Remaining } from "./contract.ts";
import { remainingInWords } from "./remaining-in-words.ts";

/** A template file cannot be used. */
export class ReportTemplateInvalidError extends AppError {
  readonly code = "REPORT_TEMPLATE_INVALID";
  readonly kind = "input";
  readonly #found: string;
  constructor(found: string, options?: ErrorOptions & { readonly file?: string }) {
    const file = options?.file === undefined ? "" : ` ${options.file}`;
    super(`The report template${file} ${found}.`, "docs/report-templates.md says what each field must be.", options);
    this.#found = found;
  }

  /** The same of a file of the home's folder of templates. */
  inFile(file: string): ReportTemplateInvalidError {
    return new ReportTemplateInvalidError(this.#found, { cause: this.cause, file });
  }
}

/** The id or path names no template. */
export class ReportTemplateUnknownError extends AppError {
  readonly code = "REPORT_TEMPLATE_UNKNOWN";
  readonly kind = "usage";
  constructor(known: readonly string[], options?: ErrorOptions) {
    super(
      "There is no report template of that name.",
      `Use one of ${known.join(", ")}, or the path of a file.`,
      options,
    );
  }
}

/** The word list or a prompt of this installation is missing or damaged. */
export class ReportPromptsError extends AppError {
  readonly code = "REPORT_PROMPTS_DAMAGED";
  readonly kind = "failure";
  constructor(options?: ErrorOptions) {
    super("A file in prompts/report/ is missing or damaged.", "Install caselens again.", options);
  }
}

/** No stored report has that id. */
export class ReportUnknownError extends AppError {
  readonly code = "REPORT_UNKNOWN";
  readonly kind = "input";
  constructor() {
    super("There is no report of that id.", "List the reports to see which there are.");
  }
}

/** A stored report cannot be read. */
export class ReportDamagedError extends AppError {
  readonly code = "REPORT_DAMAGED";
  readonly kind = "failure";
  constructor(options?: ErrorOptions) {
    super("The stored report is damaged.", "Its earlier versions stand beside it; or draft it again.", options);
  }
}

/** An edit that is not one of this report. */
export class ReportEditInvalidError extends AppError {
  readonly code = "REPORT_EDIT_INVALID";
  readonly kind = "usage";
  constructor(found: "section" | "repeated" | "long" | "many") {
    super(
      {
        section: "The edit names a section that the report does not have.",
        repeated: "The edit names a section twice.",
        long: "A sentence of the edit is longer than 4,000 characters.",
        many: "A section of the edit has more than 200 sentences.",
      }[found],
      "Send the report's own sections, each once, with their sentences.",
    );
  }
}

/** The report has another version than the one that an edit was made from: somebody else saved one in between. */
export class ReportChangedError extends AppError {
  readonly code = "REPORT_CHANGED";
  readonly kind = "input";
  readonly version: number;
  /** @param version that it has now */
  constructor(version: number) {
    super(
      `The report was changed in between: it has version ${version} now, and the edit was made from another.`,
      "Load it again, and make the edit in what it says now.",
    );
    this.version = version;
  }
}

/** No export has that name. */
export class ReportFormatUnknownError extends AppError {
  readonly code = "REPORT_FORMAT_UNKNOWN";
  readonly kind = "usage";
  constructor(known: readonly string[]) {
    super(
      "There is no report format of that name.",
      `Name a file that ends in one of ${known.map((each) => `.${each}`).join(", ")}.`,
    );
  }
}

/** An export could not be written where it was asked for. */
export class ReportUnwritableError extends AppError {
  readonly code = "REPORT_UNWRITABLE";
  readonly kind = "failure";
  constructor(options?: ErrorOptions) {
    super(
      "The report could not be written to that path.",
      "Check that its folder exists and may be written to.",
      options,
    );
  }
}

/** The prior report's file is not there, or is no text file. */
export class PriorUnreadableError extends AppError {
  readonly code = "PRIOR_UNREADABLE";
  readonly kind = "input";
  constructor(options?: ErrorOptions) {
    super("The file of the prior report cannot be read.", "Check its path; it must be a text file.", options);
  }
}

/** The prior report is a document too long to be quoted. */
export class PriorReportInvalidError extends AppError {
  readonly code = "PRIOR_REPORT_INVALID";
  readonly kind = "usage";
  constructor(maxCharacters: number) {
    super(
      `The prior report is longer than ${maxCharacters.toLocaleString("en")} characters.`,
      "Send its findings and impression alone.",
    );
  }
}

/** The report has no such version. */
export class ReportVersionUnknownError extends AppError {
  readonly code = "REPORT_VERSION_UNKNOWN";
  readonly kind = "input";
  constructor() {
    super("The report has no version of that number.", "List its versions to see which there are.");
  }
}

/** A report is confirmed in somebody's name, or not at all. */
export class ConfirmerInvalidError extends AppError {
  readonly code = "CONFIRMER_INVALID";
  readonly kind = "usage";
  constructor(maxCharacters: number) {
    super(
      `A report is confirmed in a person's name, of at most ${maxCharacters} characters.`,
      "Give the name of who read the image and every sentence.",
    );
  }
}

/** This version was confirmed before. */
export class ReportConfirmedError extends AppError {
  readonly code = "REPORT_CONFIRMED";
  readonly kind = "input";
  readonly version: number;
  constructor(version: number) {
    super(
      `Version ${version} of the report is confirmed already.`,
      "An edit makes a new version, which can be confirmed in turn.",
    );
    this.version = version;
  }
}

/** Nothing is in the report that could be confirmed. */
export class ReportEmptyError extends AppError {
  readonly code = "REPORT_EMPTY";
  readonly kind = "input";
  constructor() {
    super("The report holds no sentence.", "Write one, or delete the report.");
  }
}

/** Sentences that are flagged, or another patient's, are accepted knowingly or not at all. */
export class ReportFlagsRemainError extends AppError {
  readonly code = "REPORT_FLAGS_REMAIN";
  readonly kind = "input";
  readonly remaining: Remaining;
  constructor(remaining: Remaining) {
    super(
      `${remainingInWords(remaining)}: the report is confirmed with them only where that is said.`,
      "Read them, and edit or remove what does not hold; or say that they are accepted (--accept-flagged, `acceptFlagged`).",
    );
    this.remaining = remaining;
  }
}

/**
 * A language model failed while it worded a draft. The draft that it was to word is complete without it, and was stored as the evidence writer
 * wrote it: nothing of the model's words is in it.
 */
export class ReportModelError extends AppError {
  readonly code: ChatModelErrorCode;
  readonly kind = "failure";
  /** Id of the evidence writer's draft. */
  readonly reportId: string;
  constructor(cause: ChatModelError, reportId: string) {
    const why = cause.code === "LLM_CUT_OFF" ? "" : ` ${cause.remedy}`; // that one speaks of an answer
    super(
      `${cause.message.replace(/\.$/, "")}; the evidence writer's draft was kept.`,
      `Go on with that draft (caselens report show ${reportId}), or draft anew.${why}`,
      { cause },
    );
    this.code = cause.code;
    this.reportId = reportId;
  }
}

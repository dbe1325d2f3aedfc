import { AppError } from "../core/errors.ts";
import type { FailedRow } from "../retrieval/ingest/prepare-row.ts";

/** A folder has nothing that an evaluation of this task could measure. */
export class EvaluationEmptyError extends AppError {
  readonly code = "EVALUATION_EMPTY";
  readonly kind = "input";
  constructor(
    found:
      | "partition"
      | "labels"
      | "one class"
      | "captions"
      | "questions"
      | "one image"
      | "other kinds"
      | "fit"
      | "biology"
      | "one site"
      | "crossed"
      | "references",
  ) {
    super(
      {
        partition: "No row of the data is in that partition.",
        labels: "No row has a label that one of the classes stands for.",
        "one class": "All labelled rows are of one class: there is nothing to tell apart.",
        captions: "No row has a caption of more than eight characters, and none has a label.",
        questions: "No question is about an image of the data.",
        "other kinds": "No shipped prompt set is for another kind of image than the data.",
        fit: "Fewer than two classes have rows to fit on that share neither case nor image with the rows tested.",
        "one image": "There is no other image that could be shown instead.",
        biology: "No row says both what it shows and where it comes from.",
        crossed:
          "No class is at two sites of which its own has another class too: biology and site cannot be told apart.",
        references: "No row has a text of more than eight characters to compare drafts with.",
        "one site": "All rows come from one site: there is no other to find the same at.",
      }[found],
      {
        partition:
          "Give a partition that the data names in its manifest (field `partition`), or leave --partition out.",
        labels:
          "Give --prompts FILE whose classes name the manifest's field and labels, or data whose rows have the field `label`.",
        "one class": "Give data with rows of at least two classes.",
        "other kinds": "Give data whose labels are those of a shipped prompt set that states its kinds of image.",
        captions: "Give data whose manifest has captions, or labels for the vote of the neighbours.",
        fit: "Name what to test with --partition and another partition to fit on with --fit, of data that has both.",
        "one image": "Give data with at least two images that can be read, or take another control: --images blank.",
        biology: "Name two fields of the manifest that rows have: --biology label --site source.",
        crossed: "Give data in which at least two sites share a class, and one of them has another class too.",
        references: "Give data whose manifest has captions, or name the field that holds the report: --text findings.",
        "one site": "Give data of at least two sites, or another field as --site.",
        questions: "Give a folder with vqa.jsonl: file, question, answer and answer_type, one a line.",
      }[found],
    );
  }
}

/** The data have rows, and none of them can be taken. */
export class RowsUnusableError extends AppError {
  readonly code = "ROWS_UNUSABLE";
  readonly kind = "input";
  readonly rows: number;
  /** Why, of most of the rows. */
  readonly why: string;
  constructor(failed: readonly FailedRow[]) {
    const counts = new Map<string, number>();
    for (const { code } of failed) counts.set(code, (counts.get(code) ?? 0) + 1);
    const [[why, n]] = [...counts].sort(([, a], [, b]) => b - a);
    const reason = failed.find(({ code }) => code === why)?.reason ?? "";
    super(
      `None of the ${failed.length} rows of the data can be taken. ${n === failed.length ? "All" : n} of them: ${reason} (${why})`,
      "`caselens ingest DIR --dry-run` lists every row with its reason. Image paths start from the folder of the manifest or table, and stay in it.",
    );
    this.rows = failed.length;
    this.why = why;
  }
}

/** No row says anything in a field that was named. */
export class FieldMissingError extends AppError {
  readonly code = "FIELD_MISSING";
  readonly kind = "input";
  readonly option: string;
  constructor(option: string) {
    super(
      `No row of the data says anything in the field that ${option} names.`,
      "Name a field of the manifest, or a column of the table, as it is written there.",
    );
    this.option = option;
  }
}

/** The questions file of a VQA evaluation cannot be used. */
export class QuestionsUnreadableError extends AppError {
  readonly code = "QUESTIONS_UNREADABLE";
  readonly kind = "input";
  /** @param found continues the sentence "The file of questions …" */
  constructor(found: string, options?: ErrorOptions) {
    super(
      `The file of questions ${found}.`,
      "Give a folder with vqa.jsonl: file, question, answer and answer_type (CLOSED or OPEN), one a line.",
      options,
    );
  }
}

/** A library was named for a protocol that would not read it. */
export class LibraryNotUsedError extends AppError {
  readonly code = "LIBRARY_NOT_USED";
  readonly kind = "usage";
  constructor(protocol: string) {
    super(
      `The protocol ${protocol} reads no library, and one was named.`,
      "Leave --library out, or choose a protocol that quotes cases.",
    );
  }
}

/** The encoder has no question head, or gives its head nothing to look at. */
export class QuestionHeadMissingError extends AppError {
  readonly code = "QUESTION_HEAD_MISSING";
  readonly kind = "input";
  constructor(encoder: string) {
    super(`The encoder ${encoder} has no question head.`, "Take another encoder, or --protocol vqa-1.");
  }
}

/** The embedded encoder has no gate, so that nothing tells kinds of image apart. */
export class CalibrationKindUnknownError extends AppError {
  readonly code = "CALIBRATION_KIND_UNKNOWN";
  readonly kind = "failure";
  constructor() {
    super(
      "Nothing tells what kind of image the rows are, so no chance of “none of these” can be fitted.",
      "Take an installation whose embedded encoder has its gate: `caselens doctor` says what is missing.",
    );
  }
}

/** A result or its page cannot be written where it was asked for. */
export class ResultUnwritableError extends AppError {
  readonly code = "RESULT_UNWRITABLE";
  readonly kind = "failure";
  constructor(options?: ErrorOptions) {
    super(
      "The result cannot be written to the file named.",
      "Name a file in a folder that is there and yours.",
      options,
    );
  }
}

/** A result file cannot be compared. */
export class ResultUnreadableError extends AppError {
  readonly code = "RESULT_UNREADABLE";
  readonly kind = "input";
  /** @param found continues the sentence "A result file …" */
  constructor(found: string, options?: ErrorOptions) {
    super(`A result file ${found}.`, "Name two files that `caselens eval … --out FILE` wrote.", options);
  }
}

/** Two evaluations are not of the same thing. */
export class EvaluationsDifferError extends AppError {
  readonly code = "EVALUATIONS_DIFFER";
  readonly kind = "input";
  readonly what: "task" | "protocol" | "data" | "partition" | "prompts" | "settings" | "rows" | "metric";
  constructor(what: EvaluationsDifferError["what"]) {
    super(
      {
        task: "They measured different tasks.",
        protocol: "They were measured by different protocols.",
        data: "They measured different folders.",
        partition: "They measured different partitions.",
        prompts: "They asked different prompts.",
        settings: "They were asked with different settings.",
        rows: "They did not measure the same rows in the same order.",
        metric: "They have no metric in common, or not the one named.",
      }[what],
      "Measure both with the same data, partition, prompts and protocol, and compare those.",
    );
    this.what = what;
  }
}

/** The rules by which names are read from reports are damaged. */
export class ReportLabelsError extends AppError {
  readonly code = "REPORT_LABELS_INVALID";
  readonly kind = "failure";
  constructor(options?: ErrorOptions) {
    super("The rules that read findings from reports cannot be used.", "Install caselens again.", options);
  }
}

/** Whole bags of rows were asked for, of findings that may stand together. */
export class BagsImpossibleError extends AppError {
  readonly code = "BAGS_IMPOSSIBLE";
  readonly kind = "usage";
  constructor() {
    super("Findings that may stand together are asked one by one, and have no bags.", "Leave --pool-by out.");
  }
}

/** A protocol was named, and what was asked is measured by another. */
export class ProtocolMismatchError extends AppError {
  readonly code = "PROTOCOL_MISMATCH";
  readonly kind = "usage";
  readonly asked: string;
  readonly decided: string;
  constructor(asked: string, decided: string) {
    super(
      `The protocol ${asked} was named, but these prompts and options are measured by ${decided}.`,
      "Findings that may stand together (`multi` of the prompt set) are measured by zeroshot-findings-1, --screen-on by zeroshot-screened-1, all else by zeroshot-1. Leave --protocol out, or change what decides.",
    );
    this.asked = asked;
    this.decided = decided;
  }
}

/** Rows were asked for, to compare or to show, of an evaluation that keeps none. */
export class RowsNotKeptError extends AppError {
  readonly code = "ROWS_NOT_KEPT";
  readonly kind = "usage";
  constructor() {
    super(
      "Of findings that may stand together no row is kept, so they cannot be compared row by row or written as a page.",
      "Leave --out and --html out; the figures are printed, with --json as one document.",
    );
  }
}

/** A folder's reports cannot be read. */
export class ReportsUnreadableError extends AppError {
  readonly code = "REPORTS_UNREADABLE";
  readonly kind = "input";
  /** @param found continues the sentence "The folder's reports …" */
  constructor(found: string, options?: ErrorOptions) {
    super(
      `The folder's reports ${found}.`,
      "Give a reports.jsonl or one table …reports.csv: case, findings, impression, indication or history, images, partition.",
      options,
    );
  }
}

import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { caseNumbers } from "./bootstrap.ts";
import type { Metrics } from "./contract.ts";
import { EvaluationEmptyError } from "./errors.ts";
import { type EvaluationRow, fieldOf } from "./evaluation-rows.ts";
import { metricsOf } from "./figure-rows.ts";
import { type MeasuredRow, measureRows, type RowReader } from "./measure-rows.ts";
import { bleuCounts } from "./metrics/bleu.ts";
import { rougeL } from "./metrics/rouge.ts";
import { labelCounts, type ReportLabels } from "./report-labels.ts";
import { type ReportRow, type ReportRows, reportFigures } from "./report-rows.ts";
import { type DraftedReport, draftText, quotedText, statedText } from "./report-text.ts";

export const reportProtocol = "report-1";

/** A reference of at most so many characters says too little to be compared with. */
const shortReference = 8;

export interface ReportMeasures {
  readonly metrics: Metrics;
  /** The words quoted from similar cases alone, where a draft quotes some. */
  readonly quotes: { readonly n: number; readonly metrics: Metrics };
  /** What the draft says of this scan itself, without quotes: the names it affirms. */
  readonly stated: Metrics;
  /** Rules by which names are read from texts, and how many names the references affirm. */
  readonly labels: { readonly id: string; readonly version: number; readonly affirmed: number };
  /** Rows without a reference, which were left out. */
  readonly without: number;
  readonly scored: ReportRows;
  readonly rows: readonly MeasuredRow<unknown>[];
  readonly failed: Awaited<ReturnType<typeof measureRows>>["failed"];
}

export interface ReportQuery extends RowReader {
  readonly seed: number;
  readonly draft: (scan: EncodedScan) => Promise<DraftedReport>;
  readonly labels: ReportLabels;
  /** Manifest field of the reference. @default the caption */
  readonly text?: string | undefined;
}

/** Drafts a report of every row that has a reference, and compares the two. */
export async function measureReports(
  rows: readonly EvaluationRow[],
  { draft, labels, text, seed, ...reader }: ReportQuery,
): Promise<ReportMeasures> {
  const referenceOf = (row: EvaluationRow) => (text === undefined ? row.caption : fieldOf(row, text)) ?? "";
  const referred = rows.filter((row) => referenceOf(row).length > shortReference);
  if (referred.length === 0) throw new EvaluationEmptyError("references");
  const compare = async (scan: EncodedScan, row: EvaluationRow) => {
    const drafted = await draft(scan);
    const reference = referenceOf(row);
    const wanted = labels.affirmed(reference);
    const [quoted, stated] = [quotedText(drafted.draft), statedText(drafted)];
    const compared = (words: string, affirmed: ReadonlySet<string>) => ({
      bleu: bleuCounts(words, reference),
      rougeL: rougeL(words, reference),
      labels: labelCounts(affirmed, wanted),
    });
    const [inQuotes, inStatements] = [labels.affirmed(quoted), labels.affirmed(stated)];
    return {
      affirmed: wanted.size,
      whole: compared(draftText(drafted.draft), new Set([...inQuotes, ...inStatements])),
      quotes: quoted === "" ? null : compared(quoted, inQuotes),
      stated: compared(stated, inStatements),
    };
  };
  const { measured, failed } = await measureRows(referred, compare, reader);
  if (measured.length === 0) throw new EvaluationEmptyError("references");
  const cases = caseNumbers(measured.map((each) => each.case));
  type Part = Omit<ReportRow, "image" | "case">;
  const rowsOf = (part: (of: (typeof measured)[number]["measured"]) => Part | null): ReportRows => ({
    kind: "report",
    rows: measured.flatMap(({ image, measured: of }, i) => {
      const found = part(of);
      return found ? [{ image, case: cases[i], ...found }] : [];
    }),
  });
  const [scored, quotes] = [rowsOf(({ whole }) => whole), rowsOf((of) => of.quotes)];
  const { labelF1 } = metricsOf([reportFigures(rowsOf((of) => of.stated))], seed);
  return {
    metrics: metricsOf([reportFigures(scored)], seed),
    quotes: { n: quotes.rows.length, metrics: metricsOf([reportFigures(quotes)], seed) },
    stated: labelF1 ? { labelF1 } : {},
    labels: {
      id: labels.id,
      version: labels.version,
      affirmed: measured.reduce((sum, { measured: { affirmed } }) => sum + affirmed, 0),
    },
    without: rows.length - referred.length,
    scored,
    rows: measured,
    failed,
  };
}

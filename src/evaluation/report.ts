import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { namesIn } from "../report/names-in.ts";
import { labelInWords } from "../retrieval/label-in-words.ts";
import { caseNumbers } from "./bootstrap.ts";
import type { Metrics } from "./contract.ts";
import { EvaluationEmptyError } from "./errors.ts";
import { type EvaluationRow, fieldOf } from "./evaluation-rows.ts";
import { metricsOf } from "./figure-rows.ts";
import { type MeasuredRow, measureRows, type RowReader } from "./measure-rows.ts";
import { bleuCounts } from "./metrics/bleu.ts";
import { rougeL } from "./metrics/rouge.ts";
import { type BaselineFigures, compareWithBaseline } from "./report-baselines.ts";
import { type FindingFigures, findingFigures } from "./report-findings.ts";
import { labelCounts, type ReportLabels } from "./report-labels.ts";
import { type ReportRow, type ReportRows, reportFigures } from "./report-rows.ts";
import { type DraftedReport, draftText, quotedText, statedText } from "./report-text.ts";

export const reportProtocol = "report-1";

/** A reference of at most so many characters says too little to be compared with. */
const shortReference = 8;

/** Texts that a library gives without any drafting: what a draft has to be better than. */
export interface BaselineTexts {
  /** Of the nearest pair that has one, as it stands; null where no pair has. */
  readonly nearest: string | null;
  /** Of a pair drawn evenly. */
  readonly random: string | null;
}

export interface ReportMeasures {
  readonly metrics: Metrics;
  /** The words quoted from similar cases alone, where a draft quotes some. */
  readonly quotes: { readonly n: number; readonly metrics: Metrics };
  /** What the draft says of this scan itself, without quotes: the names it affirms. */
  readonly stated: Metrics;
  /** The same rows without any drafting; null where no library was named. */
  readonly baselines: { readonly nearest: BaselineFigures; readonly random: BaselineFigures } | null;
  /** By finding: what drafts affirm against what the references do. */
  readonly findings: readonly FindingFigures[];
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
  readonly draft: (scan: EncodedScan) => Promise<DraftedReport & { readonly baselines: BaselineTexts | null }>;
  readonly labels: ReportLabels;
  /** Labels of the data, as it has them. */
  readonly names: readonly string[];
  /** Manifest field of the reference. @default the caption */
  readonly text?: string | undefined;
}

type Part = Omit<ReportRow, "image" | "case">;

/** Drafts a report of every row that has a reference, and compares the two. */
export async function measureReports(
  rows: readonly EvaluationRow[],
  { draft, labels, names, text, seed, ...reader }: ReportQuery,
): Promise<ReportMeasures> {
  const referenceOf = (row: EvaluationRow) => (text === undefined ? row.caption : fieldOf(row, text)) ?? "";
  const referred = rows.filter((row) => referenceOf(row).length > shortReference);
  if (referred.length === 0) throw new EvaluationEmptyError("references");
  const vocabulary = [...new Set(names.map(labelInWords))];
  const compare = async (scan: EncodedScan, row: EvaluationRow) => {
    const drafted = await draft(scan);
    const reference = referenceOf(row);
    const wanted = labels.affirmed(reference);
    const own = new Set(row.label === null ? [] : namesIn(row.label, vocabulary).slice(0, 1));
    /** @param affirming the part of the words that affirms findings and names */
    const compared = (words: string, affirming: string): Part => ({
      bleu: bleuCounts(words, reference),
      rougeL: rougeL(words, reference),
      labels: labelCounts(labels.affirmed(affirming), wanted),
      named: labelCounts(new Set(namesIn(affirming, vocabulary)), own),
    });
    const [quoted, stated] = [quotedText(drafted.draft), statedText(drafted)];
    const affirming = `${quoted}\n${stated}`;
    const { baselines } = drafted;
    return {
      wanted,
      affirmed: new Set([...labels.affirmed(quoted), ...labels.affirmed(stated)]),
      whole: compared(draftText(drafted.draft), affirming),
      quotes: quoted === "" ? null : compared(quoted, quoted),
      quotesOrNothing: compared(quoted, quoted),
      stated: compared(stated, stated),
      nearest: baselines && compared(baselines.nearest ?? "", baselines.nearest ?? ""),
      random: baselines && compared(baselines.random ?? "", baselines.random ?? ""),
    };
  };
  const { measured, failed } = await measureRows(referred, compare, reader);
  if (measured.length === 0) throw new EvaluationEmptyError("references");
  const cases = caseNumbers(measured.map((each) => each.case));
  const rowsOf = (part: (of: (typeof measured)[number]["measured"]) => Part | null): ReportRows => ({
    kind: "report",
    rows: measured.flatMap(({ image, measured: of }, i) => {
      const found = part(of);
      return found ? [{ image, case: cases[i], ...found }] : [];
    }),
  });
  const [scored, quotes] = [rowsOf(({ whole }) => whole), rowsOf((of) => of.quotes)];
  const { labelF1, namedLabelF1 } = metricsOf([reportFigures(rowsOf((of) => of.stated))], seed);
  const quoted = rowsOf((of) => of.quotesOrNothing);
  const baseline = (part: "nearest" | "random") =>
    compareWithBaseline(
      quoted,
      rowsOf((of) => of[part]),
      seed,
    );
  return {
    metrics: metricsOf([reportFigures(scored)], seed),
    quotes: { n: quotes.rows.length, metrics: metricsOf([reportFigures(quotes)], seed) },
    stated: { ...(labelF1 && { labelF1 }), ...(namedLabelF1 && { namedLabelF1 }) },
    baselines: measured.every((each) => each.measured.nearest)
      ? { nearest: baseline("nearest"), random: baseline("random") }
      : null,
    findings: findingFigures(
      labels.names,
      measured.map((each) => each.measured),
      cases,
      seed,
    ),
    labels: {
      id: labels.id,
      version: labels.version,
      affirmed: measured.reduce((sum, { measured: { wanted } }) => sum + wanted.size, 0),
    },
    without: rows.length - referred.length,
    scored,
    rows: measured,
    failed,
  };
}

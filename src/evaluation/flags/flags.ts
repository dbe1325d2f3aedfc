import type { ClaimRules } from "../../chat/claims/claim-rules.ts";
import type { FlagContext } from "../../chat/flag-score/contract.ts";
import { createFlagReader, flagScore } from "../../chat/flag-score/flag-score.ts";
import type { FlagWeights } from "../../chat/flag-score/flag-weights.ts";
import type { LibraryHabits } from "../../chat/flag-score/library-habits.ts";
import { type Readings, valuesOf } from "../../chat/flag-score/measure-sentence.ts";
import { createProgressMeter, type Progress } from "../../core/progress.ts";
import { caseNumbers } from "../bootstrap.ts";
import type { Metrics } from "../contract.ts";
import { EvaluationEmptyError } from "../errors.ts";
import { metricsOf } from "../figure-rows.ts";
import { type CorruptionKind, corruptionKinds, type FlagReport } from "./contract.ts";
import { corruptReports } from "./corrupt-reports.ts";
import type { CorruptionWords } from "./corruption-words.ts";
import { type FlagRow, type FlagRows, flagFigures, flagRowsOf } from "./flag-rows.ts";

export const flagsProtocol = "flags-1";

export interface KindOfCorruption {
  readonly corruption: CorruptionKind;
  /** Pairs of an untouched and a corrupted sentence. */
  readonly n: number;
  readonly cases: number;
  readonly metrics: Metrics;
  /** The same apart by how it was done. */
  readonly ways: readonly { readonly way: string; readonly n: number; readonly metrics: Metrics }[];
}

export interface FlagMeasures {
  /** Over every kind together, each pair counting once. */
  readonly metrics: Metrics;
  readonly corruptions: readonly KindOfCorruption[];
  readonly reports: number;
  readonly scored: FlagRows;
}

/** What is at hand about a report's scan. */
export interface FlagEvidence {
  /** Of the library without the report's own case. */
  readonly habitsOf: (report: FlagReport) => LibraryHabits;
  /** @param rest the report without the sentence that is tested: it may be searched with, the sentence may not */
  readonly contextOf: (report: FlagReport, rest: readonly string[]) => Promise<FlagContext>;
}

export interface FlagQuery extends FlagEvidence {
  readonly rules: ClaimRules;
  readonly words: CorruptionWords;
  readonly weights: FlagWeights;
  readonly seed: number;
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Makes one sentence of every report wrong, once for each kind of corruption, and scores it beside what it was. */
export async function measureFlags(reports: readonly FlagReport[], query: FlagQuery): Promise<FlagMeasures> {
  const { rules, words, weights, seed, habitsOf, contextOf, signal, onProgress, now } = query;
  const frequency = (report: FlagReport) => (term: string) =>
    habitsOf(report).textsWith(`=${term}`) + habitsOf(report).textsWith(`-${term}`);
  const pairs = corruptReports(reports, { rules, words, seed, frequency });
  if (pairs.length === 0) throw new EvaluationEmptyError("references");
  const cases = caseNumbers(pairs.map(({ report }) => report.case));
  const numbers = new Map(reports.map((report, i) => [report, i]));
  const meter = createProgressMeter("sentences", pairs.length, now);
  const rows: FlagRow[] = [];
  for (const [i, { report, rest, kind, way, original, corrupted }] of pairs.entries()) {
    signal?.throwIfAborted();
    const reader = createFlagReader(await contextOf(report, rest), habitsOf(report), rules);
    const scored = (sentence: string) => asRow(reader.read(sentence, rest), weights);
    rows.push({
      id: `${numbers.get(report)} ${kind}`,
      case: cases[i],
      corruption: kind,
      way,
      untouched: scored(original),
      corrupted: scored(corrupted),
    });
    onProgress?.(meter(i + 1));
  }
  const figures = (of: readonly FlagRow[]) => metricsOf([flagFigures(flagRowsOf(of))], seed);
  return {
    metrics: figures(rows),
    corruptions: corruptionKinds.flatMap((corruption) => {
      const of = rows.filter((row) => row.corruption === corruption);
      if (of.length === 0) return [];
      const ways = [...new Set(of.map(({ way }) => way))].sort().map((way) => {
        const own = of.filter((row) => row.way === way);
        return { way, n: own.length, metrics: figures(own) };
      });
      return [{ corruption, n: of.length, cases: new Set(of.map((row) => row.case)).size, metrics: figures(of), ways }];
    }),
    reports: reports.length,
    scored: flagRowsOf(rows),
  };
}

function asRow(readings: Readings, weights: FlagWeights): FlagRow["untouched"] {
  const { share, flagged } = flagScore(readings, weights);
  return { share: share ?? 0, flagged, parts: valuesOf(readings) };
}

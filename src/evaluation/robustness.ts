import type { PromptSet } from "../zeroshot/contract.ts";
import { caseNumbers, figureOf, resample } from "./bootstrap.ts";
import { classOf } from "./class-labels.ts";
import type { Figure, Metrics } from "./contract.ts";
import { EvaluationEmptyError } from "./errors.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";
import { metricsOf } from "./figure-rows.ts";
import { type MeasuredRow, measureRows, type RowReader } from "./measure-rows.ts";
import { cosines, nearestOf, vectorTable } from "./neighbours.ts";
import {
  balancedRobustnessIndex,
  ofClass,
  type RobustnessRow,
  type RobustnessRows,
  robustnessFigures,
} from "./robustness-rows.ts";
import { sliceOf } from "./slice-value.ts";

export const robustnessProtocol = "robustness-1";

export interface RobustnessMeasures {
  readonly metrics: Metrics;
  /** The mean of the index over the classes; null where no class defines it. */
  readonly balanced: Figure | null;
  readonly classes: readonly { readonly name: string; readonly n: number; readonly robustnessIndex: Figure | null }[];
  readonly sites: readonly { readonly name: string; readonly n: number }[];
  /** Of all neighbours: same or other biology, then same or other site. */
  readonly neighbours: Readonly<Record<"sameSame" | "sameOther" | "otherSame" | "otherOther", number>>;
  /** What the index would be if neighbours were drawn at random; null where nothing could tell biology and site apart. */
  readonly chance: number | null;
  /** Rows that name no biology or no site, and were left out. */
  readonly without: number;
  readonly scored: RobustnessRows;
  readonly rows: readonly MeasuredRow<unknown>[];
  readonly failed: Awaited<ReturnType<typeof measureRows>>["failed"];
}

export interface RobustnessQuery extends RowReader {
  readonly seed: number;
  /** Neighbours of each image. */
  readonly k: number;
  /** Manifest field of what the images show, or the classes whose labels say it. */
  readonly biology: string | PromptSet;
  /** Manifest field of where they come from: a site, a scanner, a source. */
  readonly site: string;
}

interface Known {
  readonly biology: string;
  readonly site: string;
}

/**
 * Looks at each image's k nearest neighbours by cosine, without those of its own case: do they show the same, or do they come from the
 * same place? Neighbours that share both or neither count in no index. The interval resamples the images asked; the neighbours stay.
 * @throws {EvaluationEmptyError} when there is one class, or one site
 */
export async function measureRobustness(
  rows: readonly EvaluationRow[],
  { biology, site, k, seed, ...reader }: RobustnessQuery,
): Promise<RobustnessMeasures> {
  const known = new Map(
    rows.flatMap((row) => {
      const found = { biology: biologyOf(row, biology), site: sliceOf(row, site) };
      return found.biology !== null && found.site !== null
        ? [[row, { biology: found.biology, site: found.site }] as const]
        : [];
    }),
  );
  if (known.size === 0) throw new EvaluationEmptyError("biology");
  for (const what of ["biology", "site"] as const)
    if (new Set([...known.values()].map((each) => each[what])).size < 2)
      throw new EvaluationEmptyError(what === "site" ? "one site" : "one class");
  const vectorOf = (scan: { readonly chosen: { readonly embedding: { readonly values: Float32Array } } }) =>
    scan.chosen.embedding.values;
  const { measured, failed } = await measureRows([...known.keys()], vectorOf, reader);
  if (measured.length === 0) throw new EvaluationEmptyError("biology");
  const facts = measured.map(({ row }) => known.get(row) ?? { biology: "", site: "" });
  const { counts, chance } = countNeighbours(measured, facts, k);
  const cases = caseNumbers(measured.map((each) => each.case));
  const scored = measured.map(({ image }, i): RobustnessRow => {
    const { sameOther, otherSame } = counts[i];
    return { image, case: cases[i], ...facts[i], sameOther, otherSame };
  });
  const names = [...new Set(facts.map((each) => each.biology))].sort();
  const [balanced, ...ofClasses] = resample(
    [balancedRobustnessIndex(scored), ...names.map((name) => ofClass(scored, name))],
    cases,
    { seed },
  ).map(figureOf);
  const tally = (values: readonly string[], name: string) => values.filter((value) => value === name).length;
  const [classesOf, sitesOf] = [facts.map((each) => each.biology), facts.map((each) => each.site)];
  const total = (of: keyof Counts) => counts.reduce((sum, each) => sum + each[of], 0);
  return {
    metrics: metricsOf([robustnessFigures({ kind: "robustness", rows: scored })], seed),
    balanced,
    classes: names.map((name, i) => ({ name, n: tally(classesOf, name), robustnessIndex: ofClasses[i] })),
    sites: [...new Set(sitesOf)].sort().map((name) => ({ name, n: tally(sitesOf, name) })),
    neighbours: {
      sameSame: total("sameSame"),
      sameOther: total("sameOther"),
      otherSame: total("otherSame"),
      otherOther: total("otherOther"),
    },
    chance,
    without: rows.length - known.size,
    scored: { kind: "robustness", rows: scored },
    rows: measured,
    failed,
  };
}

function biologyOf(row: EvaluationRow, biology: string | PromptSet): string | null {
  if (typeof biology === "string") return sliceOf(row, biology);
  const index = classOf(biology, row);
  return index === null ? null : biology.classes[index].name;
}

type Counts = RobustnessMeasures["neighbours"];

function countNeighbours(measured: readonly MeasuredRow<Float32Array>[], facts: readonly Known[], k: number) {
  const table = vectorTable(measured.map((each) => each.measured));
  const all = { sameOther: 0, otherSame: 0 };
  const counts = measured.map((query, i): Counts => {
    const others = [...measured.keys()].filter((j) => measured[j].case !== query.case);
    const kindOf = (j: number) => combination(facts[i], facts[j]);
    for (const kind of others.map(kindOf)) if (kind === "sameOther" || kind === "otherSame") all[kind]++;
    const found = nearestOf(cosines(query.measured, table), others, k).map(kindOf);
    const of = (kind: keyof Counts) => found.filter((each) => each === kind).length;
    return {
      sameSame: of("sameSame"),
      sameOther: of("sameOther"),
      otherSame: of("otherSame"),
      otherOther: of("otherOther"),
    };
  });
  const told = all.sameOther + all.otherSame;
  return { counts, chance: told > 0 ? all.sameOther / told : null };
}

function combination(one: Known, other: Known): keyof Counts {
  const same = one.biology === other.biology;
  if (one.site === other.site) return same ? "sameSame" : "otherSame";
  return same ? "sameOther" : "otherOther";
}

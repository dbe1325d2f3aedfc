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
  /** Of the neighbours of those asked: same or other biology, then same or other site. */
  readonly neighbours: Readonly<Record<"sameSame" | "sameOther" | "otherSame" | "otherOther", number>>;
  /** What the index would be if neighbours were drawn at random. */
  readonly chance: number;
  /** Images whose class is at no other site, or whose site has no other class: they are neighbours, and are not asked. */
  readonly oneSided: number;
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
 * same place? Neighbours that share both or neither count in no index. An image that could not find both its class at another site and
 * another class at its own is not asked: its index would be 0 or 1 whatever the encoder. The interval resamples the images asked; the
 * neighbours stay.
 * @throws {EvaluationEmptyError} when there is one class, or one site, or no image to ask
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
  const facts = measured.map(({ row }) => known.get(row) ?? { biology: "", site: "" });
  const counts = countNeighbours(measured, facts, k);
  const asked = [...measured.keys()].filter(
    (row) => counts[row].possible.sameOther * counts[row].possible.otherSame > 0,
  );
  if (asked.length === 0) throw new EvaluationEmptyError("crossed");
  const cases = caseNumbers(asked.map((row) => measured[row].case));
  const scored = asked.map((row, i): RobustnessRow => {
    const { sameOther, otherSame } = counts[row].found;
    return { image: measured[row].image, case: cases[i], ...facts[row], sameOther, otherSame };
  });
  const names = [...new Set(scored.map((each) => each.biology))].sort();
  const [balanced, ...ofClasses] = resample(
    [balancedRobustnessIndex(scored), ...names.map((name) => ofClass(scored, name))],
    cases,
    { seed },
  ).map(figureOf);
  const total = (of: "found" | "possible", what: keyof Counts) =>
    asked.reduce((sum, row) => sum + counts[row][of][what], 0);
  const [sameOther, otherSame] = [total("possible", "sameOther"), total("possible", "otherSame")];
  const sites = facts.map(({ site: name }) => name);
  return {
    metrics: metricsOf([robustnessFigures({ kind: "robustness", rows: scored })], seed),
    balanced,
    classes: names.map((name, i) => {
      const n = scored.filter((each) => each.biology === name).length;
      return { name, n, robustnessIndex: ofClasses[i] };
    }),
    sites: [...new Set(sites)].sort().map((name) => ({ name, n: sites.filter((each) => each === name).length })),
    neighbours: {
      sameSame: total("found", "sameSame"),
      sameOther: total("found", "sameOther"),
      otherSame: total("found", "otherSame"),
      otherOther: total("found", "otherOther"),
    },
    chance: sameOther / (sameOther + otherSame),
    oneSided: measured.length - asked.length,
    without: rows.length - known.size,
    scored: { kind: "robustness", rows: scored },
    rows: asked.map((row) => measured[row]),
    failed,
  };
}

function biologyOf(row: EvaluationRow, biology: string | PromptSet): string | null {
  if (typeof biology === "string") return sliceOf(row, biology);
  const index = classOf(biology, row);
  return index === null ? null : biology.classes[index].name;
}

type Counts = RobustnessMeasures["neighbours"];

/** Of each image: its k nearest, and all that could be among them, by what they share with it. */
function countNeighbours(measured: readonly MeasuredRow<Float32Array>[], facts: readonly Known[], k: number) {
  const table = vectorTable(measured.map((each) => each.measured));
  return measured.map((query, i) => {
    const others = [...measured.keys()].filter((j) => measured[j].case !== query.case);
    const count = (rows: readonly number[]): Counts => {
      const counts = { sameSame: 0, sameOther: 0, otherSame: 0, otherOther: 0 };
      for (const j of rows) counts[combination(facts[i], facts[j])]++;
      return counts;
    };
    return { found: count(nearestOf(cosines(query.measured, table), others, k)), possible: count(others) };
  });
}

function combination(one: Known, other: Known): keyof Counts {
  const same = one.biology === other.biology;
  if (one.site === other.site) return same ? "sameSame" : "otherSame";
  return same ? "sameOther" : "otherOther";
}

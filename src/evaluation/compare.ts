import { figureOf, resample } from "./bootstrap.ts";
import { type Figure, type MetricName, worseWhenGreater } from "./contract.ts";
import { EvaluationsDifferError } from "./errors.ts";
import { allStatistics, type FigureRows } from "./figure-rows.ts";
import type { SavedResult } from "./saved-result.ts";
import { figuresOf } from "./scored-rows.ts";

export const compareProtocol = "compare-1";

/** One metric of two evaluations, and how far they are apart. */
export interface Compared {
  readonly first: Figure;
  readonly second: Figure;
  /** The second less the first, paired: in every resample both see the same cases. */
  readonly difference: Figure;
  /** Which is better; null where the interval of the difference holds 0, or the metric has no better side. */
  readonly better: "first" | "second" | null;
}

export interface Side {
  readonly encoder: string;
  readonly seenInTraining: number | null;
  /** What a control showed in place of the images; null for an evaluation without such a choice. */
  readonly images: string | null;
}

export interface Comparison {
  readonly task: "compare";
  readonly protocol: string;
  /** What both measured. */
  readonly of: { readonly task: string; readonly protocol: string };
  readonly data: string;
  readonly partition: string | null;
  readonly n: number;
  readonly cases: number;
  readonly seed: number;
  readonly first: Side;
  readonly second: Side;
  readonly metrics: Readonly<Partial<Record<MetricName, Compared>>>;
}

/**
 * Compares two evaluations of the same rows, metric by metric.
 * @throws {EvaluationsDifferError} unless task, protocol, data, partition, prompts, settings and every row are the same
 */
export function compareResults(
  first: SavedResult,
  second: SavedResult,
  { seed }: { readonly seed: number },
): Comparison {
  checkSame(first, second);
  const others = figuresOf(second.scored);
  const parts = figuresOf(first.scored).map((part, i) => ({ part, other: others[i] }));
  for (const { part, other } of parts) checkRows(part, other);
  const { task, protocol, data, partition, n, cases } = first;
  return {
    task: "compare",
    protocol: compareProtocol,
    of: { task, protocol },
    data,
    partition,
    n,
    cases,
    seed,
    first: sideOf(first),
    second: sideOf(second),
    metrics: Object.fromEntries(parts.flatMap(({ part, other }) => compareRows(part, other, seed))),
  };
}

function sideOf({ encoder, seenInTraining, images }: SavedResult): Side {
  return { encoder, seenInTraining, images: images ?? null };
}

const settings = ["biology", "site", "k", "library"] as const;

function checkSame(first: SavedResult, second: SavedResult): void {
  for (const what of ["task", "protocol", "data", "partition"] as const)
    if (first[what] !== second[what]) throw new EvaluationsDifferError(what);
  if (first.scored.kind !== second.scored.kind) throw new EvaluationsDifferError("task");
  if (first.promptSet?.sha256 !== second.promptSet?.sha256) throw new EvaluationsDifferError("prompts");
  if (settings.some((name) => first[name] !== second[name])) throw new EvaluationsDifferError("settings");
  if (first.scored.kind !== "zeroshot" || second.scored.kind !== "zeroshot") return;
  const asked = [first.scored, second.scored].map(({ classes, positive, ordinal }) => [classes, positive, ordinal]);
  if (JSON.stringify(asked[0]) !== JSON.stringify(asked[1])) throw new EvaluationsDifferError("prompts");
}

function checkRows(part: FigureRows, other: FigureRows): void {
  const same = (a: readonly unknown[], b: readonly unknown[]) =>
    a.length === b.length && a.every((each, i) => each === b[i]);
  if (!same(part.ids, other.ids) || !same(part.cases, other.cases)) throw new EvaluationsDifferError("rows");
}

function compareRows(part: FigureRows, other: FigureRows, seed: number): (readonly [MetricName, Compared])[] {
  const others = new Map(allStatistics(other).map(({ name, statistic }) => [name, statistic]));
  const both = allStatistics(part).flatMap(({ name, statistic }) => {
    const against = others.get(name);
    return against ? [{ name, statistic, against }] : [];
  });
  const drawn = resample(
    both.flatMap(({ statistic, against }) => [statistic, against]),
    part.cases,
    { seed },
  );
  return both.flatMap(({ name }, i) => {
    const [one, two] = [drawn[2 * i], drawn[2 * i + 1]];
    const [first, second] = [figureOf(one), figureOf(two)];
    const difference = figureOf({
      value: two.value - one.value,
      draws: two.draws.map((draw, at) => draw - one.draws[at]),
    });
    return first && second && difference
      ? [[name, { first, second, difference, better: betterOf(name, difference) }] as const]
      : [];
  });
}

function betterOf(name: MetricName, { low, high }: Figure): Compared["better"] {
  if (name === "abstentionRate" || name === "calibrationSlope" || (low <= 0 && high >= 0)) return null;
  const secondGreater = low > 0;
  return secondGreater !== worseWhenGreater.has(name) ? "second" : "first";
}

import { argmax } from "../core/vector.ts";
import type { Prototypes } from "../zeroshot/prototypes.ts";
import { calledByWording, shares } from "../zeroshot/scores.ts";
import { bootstrap } from "./bootstrap.ts";
import type { Figure } from "./contract.ts";
import { balancedAccuracy, confusion, recallOf } from "./metrics/classification.ts";
import { type PromptSpreadFigures, spreadFigures } from "./prompt-spread.ts";

/** A pair of a library whose class is known. */
export interface NamedPair {
  readonly id: string;
  readonly case: string;
  /** Index of its class. */
  readonly truth: number;
  /** Unit vector of its image. */
  readonly vector: Float32Array;
}

/** What names do on pairs of a library. */
export interface NamesOnPairs {
  readonly n: number;
  readonly cases: number;
  /** Null where only one class has pairs. */
  readonly balancedAccuracy: Figure | null;
  readonly promptSpread: PromptSpreadFigures;
  readonly classes: readonly {
    readonly name: string;
    readonly n: number;
    readonly recall: number | null;
    /** Pairs of the class by the share that it got: ten bins of equal width. */
    readonly shares: readonly number[];
  }[];
  /** [class][called], pairs. */
  readonly confusion: readonly (readonly number[])[];
  /** Those whose own class got least, least first. */
  readonly worst: readonly {
    readonly id: string;
    readonly name: string;
    readonly called: string;
    readonly share: number;
  }[];
}

const bins = 10;
const mostWorst = 24;

/** @param pairs one or more @param names [class] */
export function measureNames(
  pairs: readonly NamedPair[],
  names: readonly string[],
  prototypes: Prototypes,
  { logitScale, seed }: { readonly logitScale: number; readonly seed: number },
): NamesOnPairs {
  const scored = pairs.map((pair) => {
    const all = shares(pair.vector, prototypes.classes, logitScale);
    return {
      ...pair,
      called: argmax(all),
      share: all[pair.truth],
      calledByWording: calledByWording(pair.vector, prototypes),
    };
  });
  const rows = {
    truth: scored.map(({ truth }) => truth),
    called: scored.map(({ called }) => called),
    classes: names.length,
  };
  const cases = scored.map((each) => each.case);
  const every = new Float64Array(scored.length).fill(1);
  const statistic = balancedAccuracy(rows);
  const figure = bootstrap([{ name: "balancedAccuracy", statistic }], cases, { seed }).balancedAccuracy;
  const wrong = scored.filter(({ truth, called }) => truth !== called).sort((a, b) => a.share - b.share);
  return {
    n: scored.length,
    cases: new Set(cases).size,
    balancedAccuracy: new Set(rows.truth).size > 1 ? (figure ?? null) : null,
    promptSpread: spreadFigures(scored, names.length),
    classes: names.map((name, target) => {
      const own = scored.filter(({ truth }) => truth === target);
      const counts = new Array<number>(bins).fill(0);
      for (const { share } of own) counts[Math.min(bins - 1, Math.floor(share * bins))]++;
      return { name, n: own.length, recall: own.length > 0 ? recallOf(rows, target)(every) : null, shares: counts };
    }),
    confusion: confusion(rows, every).map((counts) => Array.from(counts)),
    worst: wrong.slice(0, mostWorst).map(({ id, truth, called, share }) => ({
      id,
      name: names[truth],
      called: names[called],
      share,
    })),
  };
}

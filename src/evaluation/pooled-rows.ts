import { argmax } from "../core/vector.ts";
import { poolingSizes, topKPooling } from "../zeroshot/top-k-pooling.ts";
import { bootstrap } from "./bootstrap.ts";
import type { Figure } from "./contract.ts";
import { balancedAccuracy } from "./metrics/classification.ts";

/** A row as a tile of a bag. */
export interface Tile {
  /** What the bag is: a slide, a case. */
  readonly bag: string;
  readonly case: string;
  readonly truth: number;
  /** [class] */
  readonly cosines: readonly number[];
}

export interface PooledFigures {
  readonly bags: number;
  /** Bags left out because their rows are of several classes. */
  readonly mixed: number;
  /** By the number of tiles that speak for a class; every number is reported, none is chosen. */
  readonly balancedAccuracy: Readonly<Record<string, Figure>>;
}

/** Classifies whole bags of rows by the mean of each class's greatest cosines. @returns null without two classes of bags */
export function poolRows(tiles: readonly Tile[], classes: number, seed: number): PooledFigures | null {
  const byBag = new Map<string, Tile[]>();
  for (const tile of tiles) byBag.set(tile.bag, [...(byBag.get(tile.bag) ?? []), tile]);
  const bags = [...byBag.values()].filter((bag) => bag.every(({ truth }) => truth === bag[0].truth));
  const truth = bags.map(([first]) => first.truth);
  if (new Set(truth).size < 2) return null;
  const cases = bags.map(([first]) => first.case);
  const figures = poolingSizes.flatMap((k) => {
    const called = bags.map((bag) =>
      argmax(
        topKPooling(
          bag.map(({ cosines }) => cosines),
          k,
        ),
      ),
    );
    const statistic = balancedAccuracy({ truth, called, classes });
    const found = bootstrap([{ name: "balancedAccuracy", statistic }], cases, { seed }).balancedAccuracy;
    return found ? [[`${k}`, found] as const] : [];
  });
  return { bags: bags.length, mixed: byBag.size - bags.length, balancedAccuracy: Object.fromEntries(figures) };
}

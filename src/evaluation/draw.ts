import { seededDraws, shuffled } from "../core/seeded-draws.ts";

/** Draws by a seed; the same seed draws the same. */
export interface Drawing {
  /** One of N >= 1. */
  one<T>(items: readonly T[]): T;
  /** All of them in another order. */
  shuffled<T>(items: readonly T[]): readonly T[];
}

export function createDrawing(seed: number): Drawing {
  const draw = seededDraws(seed);
  return { one: (items) => items[draw(items.length)], shuffled: (items) => shuffled(items, draw) };
}

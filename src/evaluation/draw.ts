import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Draws by a seed; the same seed draws the same. */
export interface Drawing {
  /** One of N >= 1. */
  one<T>(items: readonly T[]): T;
  /** All of them in another order. */
  shuffled<T>(items: readonly T[]): readonly T[];
}

export function createDrawing(seed: number): Drawing {
  const random = xoroshiro128plus(seed);
  return {
    one: (items) => items[uniformInt(random, 0, items.length - 1)],
    shuffled(items) {
      const order = [...items];
      for (let i = order.length - 1; i > 0; i--) {
        const j = uniformInt(random, 0, i);
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    },
  };
}

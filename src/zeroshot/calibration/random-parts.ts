import { type Draw, shuffled } from "../../core/seeded-draws.ts";

/**
 * Parts rows at random into folds of about as many cases each; rows of one case always share a fold.
 * @param cases [row] @returns [row] fold, 0 to count - 1
 */
export function randomParts(cases: readonly string[], count: number, draw: Draw): readonly number[] {
  const order = shuffled([...new Set(cases)], draw);
  const foldOf = new Map(order.map((each, i) => [each, i % count]));
  return cases.map((each) => foldOf.get(each) ?? 0);
}

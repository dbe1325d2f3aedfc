import { expect, test } from "vitest";
import { rankCorrelation } from "../../src/evaluation/metrics/rank-correlation.ts";

/** scipy 1.17.1 `stats.spearmanr`. */
test.each([
  { a: [1, 2, 3, 4], b: [10, 20, 30, 40], expected: 1 },
  { a: [1, 2, 3, 4], b: [4, 3, 2, 1], expected: -1 },
  { a: [1, 2, 2, 4, 5], b: [2, 2, 1, 5, 3], expected: 0.6578947368421054 },
  { a: [0.3, -1, 7, 2, 2, 2], b: [1, 1, 0, 5, -3, 4], expected: -0.18481233109010925 },
])("the rank correlation of $a and $b is scipy's", ({ a, b, expected }) => {
  expect(rankCorrelation(a, b)).toBeCloseTo(expected, 12);
});

test("of a list that never varies it is not defined", () => {
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNaN();
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { seededDraws } from "../../../src/core/seeded-draws.ts";
import { predictionSet, shareAtLeast } from "../../../src/zeroshot/calibration/conformal.ts";
import { randomParts } from "../../../src/zeroshot/calibration/random-parts.ts";
import { seededRandom } from "../../support/random.ts";

test.each([
  { n: 9, level: 0.9, expected: 1 }, // the 9th of 9 in falling order
  { n: 8, level: 0.9, expected: 0 }, // eight rows cannot speak for nine of ten
  { n: 19, level: 0.9, expected: 2 },
  { n: 99, level: 0.9, expected: 10 },
  { n: 99, level: 0.5, expected: 50 },
])("of shares 1 to $n the threshold at $level is $expected", ({ n, level, expected }) => {
  const shares = Array.from({ length: n }, (_, i) => i + 1);
  expect(shareAtLeast(shares, level)).toBe(expected);
});

test("sets hold the truth of new rows as often as they say, within what chance allows", () => {
  const random = seededRandom(11);
  const row = () => {
    const weights = [random(), random(), random(), random()].map((each) => each ** 3);
    const sum = weights.reduce((total, each) => total + each, 0);
    const shares = weights.map((each) => each / sum);
    let [truth, rest] = [0, random()];
    while (truth < 3 && rest > shares[truth]) rest -= shares[truth++];
    return { shares, truth };
  };
  let [held, looked] = [0, 0];
  for (let split = 0; split < 200; split++) {
    const atLeast = shareAtLeast(
      Array.from({ length: 60 }, row).map(({ shares, truth }) => shares[truth]),
      0.9,
    );
    for (const { shares, truth } of Array.from({ length: 60 }, row)) {
      held += predictionSet(shares, atLeast).includes(truth) ? 1 : 0;
      looked++;
    }
  }
  expect(Math.abs(held / looked - 0.9)).toBeLessThan(0.015);
});

test("rows of a case share a fold, every case is in one, and folds have as many cases as each other, or one more", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30 }).map(String), { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 2, max: 7 }),
      fc.integer({ min: 0, max: 1000 }),
      (cases, count, seed) => {
        const folds = randomParts(cases, count, seededDraws(seed));
        expect(folds).toEqual(randomParts(cases, count, seededDraws(seed)));
        const foldsOf = new Map<string, Set<number>>();
        for (const [i, each] of cases.entries()) foldsOf.set(each, (foldsOf.get(each) ?? new Set()).add(folds[i]));
        expect([...foldsOf.values()].every(({ size }) => size === 1)).toBe(true);
        const sizes = Array.from(
          { length: count },
          (_, fold) => [...foldsOf.values()].filter((each) => each.has(fold)).length,
        );
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      },
    ),
    { seed: 2, numRuns: 200 },
  );
});

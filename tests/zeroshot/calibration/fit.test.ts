import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import {
  type CalibrationRow,
  fitCalibration,
  withoutTheirName,
} from "../../../src/zeroshot/calibration/fit-calibration.ts";
import { fitLogistic } from "../../../src/zeroshot/calibration/fit-logistic.ts";
import { fitTemperature } from "../../../src/zeroshot/calibration/fit-temperature.ts";
import { root } from "../../support/mini.ts";
import { seededRandom } from "../../support/random.ts";

const numbers = z.array(z.number());
const Golden = z.object({
  logistic: z.array(
    z.object({
      name: z.string(),
      x: z.array(numbers),
      y: z.array(z.boolean()),
      intercept: z.number(),
      weights: numbers,
    }),
  ),
  temperature: z.array(z.object({ logits: z.array(numbers), truth: numbers, temperature: z.number() })),
});
const golden = Golden.parse(JSON.parse(readFileSync(join(root, "tests", "golden", "calibration.json"), "utf8")));

test.each(golden.logistic)("the logistic regression is scikit-learn's: $name", ({ x, y, intercept, weights }) => {
  const found = fitLogistic(x, y);
  expect(found.intercept).toBeCloseTo(intercept, 4);
  for (const [j, weight] of weights.entries())
    expect(Math.abs(found.weights[j] - weight)).toBeLessThan(1e-5 * Math.max(1, Math.abs(weight)));
});

test.each(golden.temperature)("the temperature is scipy's: $temperature", ({ logits, truth, temperature }) => {
  expect(fitTemperature(logits, truth) / temperature).toBeCloseTo(1, 5);
});

test("names that are always right get the least temperature, names that say nothing a great one", () => {
  const sure = [...Array(40).keys()].map((i) => [i % 2 ? 1 : 0, i % 2 ? 0 : 1]);
  const right = sure.map((row) => row.indexOf(1));
  expect(fitTemperature(sure, right)).toBeLessThan(0.03);
  expect(
    fitTemperature(
      sure,
      right.map((_, i) => (i >> 1) % 2),
    ),
  ).toBeGreaterThan(30);
});

test("the chance of none of these rises as the nearest name gets farther", () => {
  const random = seededRandom(3);
  const own = Array.from({ length: 200 }, (_, i): CalibrationRow => {
    const truth = i % 3;
    const cosines = [0, 1, 2].map((each) => (each === truth ? 0.4 : 0.1) + 0.1 * random());
    return { truth, cosines, familiarity: 0.8, kindShare: 1, case: `${i}` };
  });
  const none = withoutTheirName(own);
  expect(none.every(({ truth, cosines }) => truth === null && cosines.filter((each) => each === -1).length === 1)).toBe(
    true,
  );
  const fitted = fitCalibration([...own, ...none], 20);
  expect(fitted.none.cosine).toBeLessThan(0);
  expect([fitted.none.familiarity, fitted.none.kindShare]).toEqual([0, 0]); // they tell nothing here
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { brier, calibrationSlope, expectedCalibrationError } from "../../src/evaluation/metrics/calibration.ts";
import { balancedAccuracy, f1Macro, quadraticKappa, recallOf } from "../../src/evaluation/metrics/classification.ts";
import { auroc, averagePrecision, sensitivityAtSpecificity } from "../../src/evaluation/metrics/ranking.ts";
import { meanDefined, meanOf } from "../../src/evaluation/metrics/statistic.ts";
import { root } from "../support/mini.ts";

const Golden = z.array(
  z.object({
    name: z.string(),
    classes: z.int(),
    truth: z.array(z.int()),
    shares: z.array(z.array(z.number())),
    weights: z.array(z.int()),
    balancedAccuracy: z.number(),
    f1Macro: z.number(),
    quadraticKappa: z.number(),
    recallOfFirst: z.number(),
    auroc: z.number(),
    averagePrecision: z.number(),
    sensitivityAtSpecificity95: z.number(),
    brier: z.number(),
    calibrationSlope: z.number(),
  }),
);
const goldens = Golden.parse(JSON.parse(readFileSync(join(root, "tests", "golden", "metrics.json"), "utf8")));

describe.each(goldens)("$name: as scikit-learn", ({ truth, shares, classes, ...golden }) => {
  const weights = Float64Array.from(golden.weights);
  const rows = { truth, called: shares.map((row) => row.indexOf(Math.max(...row))), classes };
  const second = { positive: truth.map((each) => each === 1), scores: shares.map((row) => row[1]) };
  const forecast = { probabilities: shares, truth };
  test.each([
    { figure: "balancedAccuracy", statistic: balancedAccuracy(rows) },
    { figure: "f1Macro", statistic: f1Macro(rows) },
    { figure: "quadraticKappa", statistic: quadraticKappa(rows) },
    { figure: "recallOfFirst", statistic: recallOf(rows, 0) },
    { figure: "auroc", statistic: auroc(second) },
    { figure: "averagePrecision", statistic: averagePrecision(second) },
    { figure: "sensitivityAtSpecificity95", statistic: sensitivityAtSpecificity(second, 0.95) },
    { figure: "brier", statistic: brier(forecast) },
    { figure: "calibrationSlope", statistic: calibrationSlope(forecast) },
  ] as const)("$figure", ({ figure, statistic }) => {
    expect(statistic(weights)).toBeCloseTo(golden[figure], figure === "calibrationSlope" ? 4 : 10);
  });
});

test("a row that counts twice is the same as two rows", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ positive: fc.boolean(), score: fc.integer({ min: 0, max: 5 }), weight: fc.nat(3) }), {
        minLength: 1,
        maxLength: 30,
      }),
      (rows) => {
        const repeated = rows.flatMap((row) => Array.from({ length: row.weight }, () => row));
        const of = (list: typeof rows) => ({
          positive: list.map(({ positive }) => positive),
          scores: list.map(({ score }) => score),
        });
        for (const figure of [auroc, averagePrecision]) {
          const weighted = figure(of(rows))(Float64Array.from(rows, ({ weight }) => weight));
          const plain = figure(of(repeated))(new Float64Array(repeated.length).fill(1));
          if (Number.isNaN(plain)) expect(weighted).toBeNaN();
          else expect(weighted).toBeCloseTo(plain, 9);
        }
      },
    ),
  );
});

test("what the rows do not define is not a number", () => {
  const one = new Float64Array([1, 1]);
  const alike = { positive: [true, true], scores: [0.2, 0.3] };
  expect(auroc(alike)(one)).toBeNaN();
  expect(averagePrecision(alike)(one)).toBeNaN();
  expect(sensitivityAtSpecificity(alike, 0.95)(one)).toBeNaN();
  expect(meanOf([])(new Float64Array(0))).toBeNaN();
  expect(meanDefined([Number.NaN])).toBeNaN();
  // Probabilities that separate what came true have no slope: the fit runs away.
  const separated = { probabilities: [[0.9, 0.1], [0.1, 0.9]], truth: [0, 1] }; // biome-ignore format: two rows
  expect(calibrationSlope(separated)(one)).toBeNaN();
});

test("a class without rows is left out of the balanced accuracy, and counts in no kappa", () => {
  const rows = { truth: [0, 0, 1], called: [0, 1, 1], classes: 3 };
  expect(balancedAccuracy(rows)(new Float64Array(3).fill(1))).toBeCloseTo(0.75, 12);
  expect(quadraticKappa(rows)(new Float64Array(3).fill(1))).toBeCloseTo(0.4, 12);
});

test("the calibration error is the mean difference of 15 bins", () => {
  const probabilities = [
    ...Array.from({ length: 10 }, () => [0.8, 0.2]),
    ...Array.from({ length: 10 }, () => [0.6, 0.4]),
  ];
  const truth = [...Array.from({ length: 10 }, (_, i) => (i < 6 ? 0 : 1)), ...Array.from({ length: 10 }, () => 0)];
  const error = expectedCalibrationError({ probabilities, truth })(new Float64Array(20).fill(1));
  expect(error).toBeCloseTo(0.5 * 0.2 + 0.5 * 0.4, 12);
});

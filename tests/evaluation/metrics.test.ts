import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { brier, calibrationSlope, expectedCalibrationError } from "../../src/evaluation/metrics/calibration.ts";
import { balancedAccuracy, f1Macro, quadraticKappa, recallOf } from "../../src/evaluation/metrics/classification.ts";
import { auroc, averagePrecision, rocCurve, sensitivityAtSpecificity } from "../../src/evaluation/metrics/ranking.ts";
import { meanDefined, meanOf } from "../../src/evaluation/metrics/statistic.ts";
import { majorityVote, worseRank } from "../../src/evaluation/neighbours.ts";
import { metricInput } from "../support/metric-inputs.ts";
import { root } from "../support/mini.ts";
import { pythonWithScikitLearn, scikitLearnFigures } from "../support/scikit-learn.ts";

const figures = [
  "balancedAccuracy",
  "f1Macro",
  "quadraticKappa",
  "recallOfFirst",
  "accuracy",
  "auroc",
  "averagePrecision",
  "sensitivityAtSpecificity95",
  "brier",
  "calibrationSlope",
  "ece",
  "meanRank",
  "recallAt2",
  "majorityVote",
] as const;
const Goldens = z.array(z.record(z.enum(figures), z.number().nullable())).min(100);

/** Every figure of the input of a seed; null where it is not defined. */
function ours(seed: number): z.output<typeof Goldens>[number] {
  const { truth, shares, classes, weights, nearness } = metricInput(seed);
  const called = shares.map((row) => row.indexOf(Math.max(...row)));
  const rows = { truth, called, classes };
  const second = { positive: truth.map((each) => each === 1), scores: shares.map((row) => row[1]) };
  const forecast = { probabilities: shares, truth };
  const ranks = shares.map((row, i) => worseRank(row, truth[i]));
  const vote = majorityVote(Float64Array.from(nearness), truth.map(String), 5, () => true);
  const found = {
    balancedAccuracy: balancedAccuracy(rows)(weights),
    f1Macro: f1Macro(rows)(weights),
    quadraticKappa: quadraticKappa(rows)(weights),
    recallOfFirst: recallOf(rows, 0)(weights),
    accuracy: meanOf(called.map((each, i) => Number(each === truth[i])))(weights),
    auroc: auroc(second)(weights),
    averagePrecision: averagePrecision(second)(weights),
    sensitivityAtSpecificity95: sensitivityAtSpecificity(second, 0.95)(weights),
    brier: brier(forecast)(weights),
    calibrationSlope: calibrationSlope(forecast)(weights),
    ece: expectedCalibrationError(forecast)(weights),
    meanRank: meanOf(ranks)(weights),
    recallAt2: meanOf(ranks.map((rank) => Number(rank <= 2)))(weights),
    majorityVote: Number(vote),
  };
  for (const name of figures) if (Number.isNaN(found[name])) Object.assign(found, { [name]: null });
  return found;
}

/** By how much our figures differ from the reference's, at most, over inputs 1 to N. */
function greatestDifferences(goldens: z.output<typeof Goldens>) {
  const found = goldens.map((_, i) => ours(i + 1));
  return figures.map((name) => {
    const differences = goldens.map((golden, i) => {
      const [wanted, got] = [golden[name], found[i][name]];
      return wanted === null || got === null ? (wanted === got ? 0 : Number.POSITIVE_INFINITY) : Math.abs(wanted - got);
    });
    return { name, most: Math.max(...differences), defined: goldens.filter((golden) => golden[name] !== null).length };
  });
}

const closeEnough = 1e-9;

test("every figure is scikit-learn's, of a hundred random inputs with ties and weights", () => {
  const goldens = Goldens.parse(JSON.parse(readFileSync(join(root, "tests", "golden", "metrics.json"), "utf8")));
  expect(greatestDifferences(goldens).filter(({ most }) => !(most <= closeEnough))).toEqual([]);
});

const python = pythonWithScikitLearn();

test.skipIf(python === null)("every figure is scikit-learn's, of a thousand random inputs, computed now", () => {
  const goldens = Goldens.parse(JSON.parse(scikitLearnFigures(python ?? "", 1_000)));
  const differences = greatestDifferences(goldens);
  expect(goldens).toHaveLength(1_000);
  expect(differences.filter(({ most }) => !(most <= closeEnough))).toEqual([]);
  expect(differences.filter(({ defined }) => defined < 900)).toEqual([]); // what is never defined would agree too
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

test("the area under the curve that is drawn is the AUROC, and every point of it is a corner", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const { truth, shares, weights } = metricInput(seed);
    const rows = { positive: truth.map((each) => each === 1), scores: shares.map((row) => row[1]) };
    const curve = rocCurve(rows);
    const area = curve.reduce((sum, { falsePositiveRate, truePositiveRate }, i) => {
      const before = curve[i - 1] ?? { falsePositiveRate: 0, truePositiveRate: 0 };
      const mean = (truePositiveRate + before.truePositiveRate) / 2;
      return sum + (falsePositiveRate - before.falsePositiveRate) * mean;
    }, 0);
    expect(area).toBeCloseTo(auroc(rows)(new Float64Array(weights.length).fill(1)), 12);
    expect([curve[0], curve.at(-1)]).toEqual([
      { falsePositiveRate: 0, truePositiveRate: 0 },
      { falsePositiveRate: 1, truePositiveRate: 1 },
    ]);
    expect(curve.length).toBeLessThanOrEqual(truth.length + 1);
  }
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

import { expect, test } from "vitest";
import { bootstrap } from "../../src/evaluation/bootstrap.ts";
import { meanOf } from "../../src/evaluation/metrics/statistic.ts";
import { seededRandom } from "../support/random.ts";

const accuracy = (right: readonly number[]) => [{ name: "closedAccuracy", statistic: meanOf(right) } as const];

test("the interval of a mean is the normal one, where rows are cases", () => {
  const n = 400;
  const random = seededRandom(3);
  const right = Array.from({ length: n }, () => Number(random() < 0.7));
  const { closedAccuracy } = bootstrap(
    accuracy(right),
    right.map((_, i) => `${i}`),
    { seed: 0 },
  );
  const mean = right.filter((each) => each === 1).length / n;
  const half = 1.96 * Math.sqrt((mean * (1 - mean)) / n);
  expect(closedAccuracy?.value).toBeCloseTo(mean, 12);
  expect(closedAccuracy?.low).toBeCloseTo(mean - half, 2);
  expect(closedAccuracy?.high).toBeCloseTo(mean + half, 2);
});

test("rows of one case are drawn together: the interval is as wide as the cases are few", () => {
  const right = Array.from({ length: 200 }, (_, i) => (Math.floor(i / 10) % 2 === 0 ? 1 : 0));
  const cases = right.map((_, i) => `${Math.floor(i / 10)}`);
  const [byRow, byCase] = [cases.map((_, i) => `${i}`), cases].map(
    (of) => bootstrap(accuracy(right), of, { seed: 0 }).closedAccuracy,
  );
  const width = (figure: typeof byRow) => (figure ? figure.high - figure.low : Number.NaN);
  expect(width(byCase) / width(byRow)).toBeGreaterThan(2.5); // the root of ten
});

test("the same seed gives the same interval, another one another, and the value never moves", () => {
  const right = [1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1];
  const cases = right.map((_, i) => `${i}`);
  const of = (seed: number) => bootstrap(accuracy(right), cases, { seed, resamples: 37 }).closedAccuracy;
  expect(of(1)).toEqual(of(1));
  expect([of(1)?.low, of(1)?.high]).not.toEqual([of(2)?.low, of(2)?.high]);
  expect(of(1)?.value).toBe(of(2)?.value);
});

test("a figure that the rows do not define is left out, and one that some resamples do not is not", () => {
  const onlyFirst = (weights: Float64Array) => (weights[0] > 0 ? 1 : Number.NaN);
  const never = () => Number.NaN;
  const found = bootstrap(
    [
      { name: "auroc", statistic: never },
      { name: "auprc", statistic: onlyFirst },
    ],
    ["a", "b"],
    { seed: 0 },
  );
  expect(found).toEqual({ auprc: { value: 1, low: 1, high: 1 } });
});

test("no rows give no figures", () => {
  expect(bootstrap(accuracy([]), [], { seed: 0 })).toEqual({});
});

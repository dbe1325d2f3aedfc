import { expect, test } from "vitest";
import type { FigureRows } from "../../src/evaluation/figure-rows.ts";
import { meanOf } from "../../src/evaluation/metrics/statistic.ts";
import { sliceOf } from "../../src/evaluation/slice-value.ts";
import { measureSlices } from "../../src/evaluation/slices.ts";
import { seededRandom } from "../support/random.ts";

test.each([
  { field: "sex", value: "M", slice: "male" },
  { field: "Gender", value: "female", slice: "female" },
  { field: "view", value: " AP Supine ", slice: "ap supine" },
  { field: "view", value: "m", slice: "m" },
  { field: "view", value: "?", slice: null },
  { field: "sex", value: "N/A", slice: null },
  { field: "sex", value: null, slice: null },
  { field: "age", value: 54, slice: "40-59" },
  { field: "age", value: "70.0", slice: "60-79" },
  { field: "age", value: 39.9, slice: "20-39" },
  { field: "age", value: 0, slice: "0-19" },
  { field: "PatientAge", value: "054Y", slice: "40-59" },
  { field: "PatientAge", value: "250M", slice: "20-39" },
  { field: "age", value: "old", slice: null },
  { field: "stage", value: "3", slice: "3" },
  { field: "imaging", value: 3, slice: "3" },
])("$field $value is in slice $slice", ({ field, value, slice }) => {
  expect(sliceOf({ fields: { [field]: value } }, field)).toBe(slice);
});

/** An accuracy over rows. */
function accuracyRows(right: readonly number[], cases: readonly number[]): FigureRows {
  return {
    ids: right.map((_, i) => `${i}`),
    cases,
    statisticsOf: (rows) => [{ name: "closedAccuracy", statistic: meanOf(rows.map((row) => right[row])) }],
  };
}

const random = seededRandom(5);
const right = Array.from({ length: 420 }, (_, i) => Number(random() < (i < 200 ? 0.9 : 0.6)));
const cases = right.map((_, i) => i);
const names = right.map((_, i) => (i < 200 ? "a" : i < 400 ? "b" : i < 419 ? "few" : null));
const measured = measureSlices(
  "site",
  { sliceOf: names, cases },
  [{ figures: accuracyRows(right, cases), sliceOf: names }],
  0,
);

test("every slice has its own figure; one of fewer than 20 cases is listed and not measured", () => {
  const mean = (from: number, to: number) => right.slice(from, to).reduce((sum, each) => sum + each, 0) / (to - from);
  const [a, b, few] = measured.slices;
  expect(measured.without).toBe(1);
  expect(few).toEqual({ name: "few", n: 19, cases: 19, ranked: false, metrics: {} });
  expect(a).toMatchObject({ name: "a", n: 200, cases: 200, ranked: true });
  expect(a.metrics.closedAccuracy?.value).toBeCloseTo(mean(0, 200), 12);
  expect(b.metrics.closedAccuracy?.value).toBeCloseTo(mean(200, 400), 12);
  expect(a.metrics.closedAccuracy?.low).toBeLessThan(mean(0, 200));
});

test("the gap is the greatest less the least, with the interval of a difference of two shares", () => {
  const gap = measured.gaps.closedAccuracy;
  const [a, b] = measured.slices.map(({ metrics }) => metrics.closedAccuracy?.value ?? Number.NaN);
  const half = 1.96 * Math.sqrt((a * (1 - a)) / 200 + (b * (1 - b)) / 200);
  expect(gap).toMatchObject({ least: "b", most: "a" });
  expect(gap?.value).toBeCloseTo(a - b, 12);
  expect(Math.abs((gap?.low ?? 9) - (a - b - half))).toBeLessThan(0.02);
  expect(Math.abs((gap?.high ?? 9) - (a - b + half))).toBeLessThan(0.02);
});

test("two slices of the same rows have no gap: they see the same resamples", () => {
  const doubled = [...right, ...right];
  const both = doubled.map((_, i) => (i < right.length ? "one" : "other"));
  const same = [...cases, ...cases];
  const parts = [{ figures: accuracyRows(doubled, same), sliceOf: both }];
  const found = measureSlices("copy", { sliceOf: both, cases: same }, parts, 0);
  expect(found.gaps.closedAccuracy).toMatchObject({ value: 0, low: 0, high: 0 });
});

test("one slice has no gap, and nothing to slice has no slices", () => {
  const one = right.map(() => "all");
  const rows = accuracyRows(right, cases);
  expect(measureSlices("x", { sliceOf: one, cases }, [{ figures: rows, sliceOf: one }], 0).gaps).toEqual({});
  const none = right.map(() => null);
  const found = measureSlices("x", { sliceOf: none, cases }, [{ figures: rows, sliceOf: none }], 0);
  expect(found).toEqual({ field: "x", slices: [], without: 420, gaps: {} });
});

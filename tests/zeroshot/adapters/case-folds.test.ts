import fc from "fast-check";
import { expect, test } from "vitest";
import { caseFolds, foldCount } from "../../../src/zeroshot/adapters/case-folds.ts";

const rowsOf = fc
  .array(fc.record({ label: fc.nat(3), case: fc.nat(12).map(String) }), { minLength: 1, maxLength: 60 })
  .map((rows) => ({ labels: rows.map(({ label }) => label), cases: rows.map((row) => row.case) }));

test("a case is in one fold, whatever the order of the rows", () => {
  fc.assert(
    fc.property(rowsOf, fc.nat(100), (rows, seed) => {
      const folds = foldCount(rows);
      fc.pre(folds !== null);
      const given = caseFolds(rows, { folds: folds ?? 0, seed });
      const byCase = new Map(rows.cases.map((each, row) => [each, given[row]]));
      expect(given).toEqual(rows.cases.map((each) => byCase.get(each)));
      const turned = caseFolds(
        { labels: [...rows.labels].reverse(), cases: [...rows.cases].reverse() },
        { folds: folds ?? 0, seed },
      );
      expect(turned.reverse()).toEqual(given);
    }),
  );
});

test("without one fold, two classes are still there to fit", () => {
  fc.assert(
    fc.property(rowsOf, fc.nat(100), (rows, seed) => {
      const folds = foldCount(rows);
      fc.pre(folds !== null);
      const apart = rows.cases.map((each) => ({ each }));
      fc.pre(new Set(apart.map(({ each }, row) => `${each} ${rows.labels[row]}`)).size === new Set(rows.cases).size); // a case has one class
      const given = caseFolds(rows, { folds: folds ?? 0, seed });
      for (let fold = 0; fold < (folds ?? 0); fold++)
        expect(new Set(rows.labels.filter((_, row) => given[row] !== fold)).size).toBeGreaterThanOrEqual(2);
    }),
  );
});

test.each([
  { name: "one case a class", labels: [0, 1], cases: ["a", "b"], folds: null },
  { name: "one class", labels: [0, 0], cases: ["a", "b"], folds: null },
  { name: "two cases a class", labels: [0, 0, 1, 1], cases: ["a", "b", "c", "d"], folds: 2 },
  { name: "images of one case", labels: [0, 0, 0, 1, 1, 1], cases: ["a", "a", "a", "b", "b", "b"], folds: null },
  { name: "a rare class", labels: [0, 0, 0, 1, 1, 1, 2], cases: ["a", "b", "c", "d", "e", "f", "g"], folds: 3 },
])("$name: $folds folds", ({ folds, ...rows }) => {
  expect(foldCount(rows)).toBe(folds);
});

test("another seed deals otherwise", () => {
  const rows = {
    labels: Array.from({ length: 40 }, (_, i) => i % 2),
    cases: Array.from({ length: 40 }, (_, i) => `${i}`),
  };
  expect(caseFolds(rows, { folds: 5, seed: 1 })).not.toEqual(caseFolds(rows, { folds: 5, seed: 2 }));
});

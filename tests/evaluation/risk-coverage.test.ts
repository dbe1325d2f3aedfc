import fc from "fast-check";
import { expect, test } from "vitest";
import { accuracyAtCoverage } from "../../src/evaluation/metrics/risk-coverage.ts";

const ones = (n: number) => new Float64Array(n).fill(1);

test.each([
  { coverage: 1, accuracy: 0.6 },
  { coverage: 0.8, accuracy: 0.75 },
  { coverage: 0.6, accuracy: 2 / 3 },
  { coverage: 0.5, accuracy: 0.8 }, // two and a half rows: the third, a wrong one, counts half
  { coverage: 0.2, accuracy: 1 },
])("the surest $coverage of five rows are right at $accuracy", ({ coverage, accuracy }) => {
  const rows = { sure: [0.5, 0.9, 0.7, 0.8, 0.6], right: [false, true, false, true, true] };
  expect(accuracyAtCoverage(rows, coverage)(ones(5))).toBeCloseTo(accuracy, 12);
});

test("of equally sure rows each counts in part, whatever their order", () => {
  for (const right of [
    [true, false, false, true],
    [false, true, true, false],
  ])
    expect(accuracyAtCoverage({ sure: [0.5, 0.5, 0.5, 0.5], right }, 0.5)(ones(4))).toBeCloseTo(0.5, 12);
});

test("a row that counts twice is the same as two rows", () => {
  const row = fc.record({ sure: fc.integer({ min: 0, max: 4 }), right: fc.boolean(), weight: fc.nat(3) });
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 20 }),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      (rows, coverage) => {
        const repeated = rows.flatMap((each) => Array.from({ length: each.weight }, () => each));
        const of = (list: typeof rows) => ({
          sure: list.map(({ sure }) => sure),
          right: list.map(({ right }) => right),
        });
        const weighted = accuracyAtCoverage(of(rows), coverage)(Float64Array.from(rows, ({ weight }) => weight));
        const plain = accuracyAtCoverage(of(repeated), coverage)(ones(repeated.length));
        if (repeated.length === 0) expect(weighted).toBeNaN();
        else expect(weighted).toBeCloseTo(plain, 9);
      },
    ),
  );
});

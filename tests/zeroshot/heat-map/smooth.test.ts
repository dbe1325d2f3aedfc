import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { smooth, smoothingCells } from "../../../src/zeroshot/heat-map/smooth.ts";
import { root } from "../../support/mini.ts";

const numbers = z.array(z.number());
const Golden = z.object({
  cases: z.array(z.object({ rows: z.int(), columns: z.int(), sigma: z.number(), values: numbers, expected: numbers })),
});
const { cases } = Golden.parse(JSON.parse(readFileSync(join(root, "tests/golden/smoothing.json"), "utf8")));
const area = { xPx: 0, yPx: 0, widthPx: 10, heightPx: 10 };

test.each(cases)("$rows × $columns cells, sigma $sigma, are smoothed as scipy does", ({ sigma, expected, ...map }) => {
  const { values } = smooth({ ...map, area }, sigma);
  for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 5);
});

test.each([
  { rows: 15, columns: 15, sigma: 1.5 }, // BioViL-T's
  { rows: 14, columns: 20, sigma: 1.4 },
  { rows: 28, columns: 28, sigma: 2.8 },
  { rows: 7, columns: 7, sigma: 0 },
  { rows: 20, columns: 9, sigma: 0 },
])("a grid of $rows × $columns is smoothed by $sigma cells", ({ sigma, ...size }) => {
  expect(smoothingCells(size)).toBeCloseTo(sigma, 12);
});

test("no smoothing leaves the map as it is", () => {
  const map = { rows: 2, columns: 2, values: [1, 2, 3, 4], area };
  expect(smooth(map, 0)).toBe(map);
});

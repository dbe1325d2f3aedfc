import { expect, test } from "vitest";
import {
  balancedRobustnessIndex,
  ofClass,
  type RobustnessRow,
  robustnessIndex,
} from "../../src/evaluation/robustness-rows.ts";

const row = (biology: string, sameOther: number, otherSame: number): RobustnessRow => ({
  image: "",
  case: 0,
  biology,
  site: "a",
  sameOther,
  otherSame,
});
const ones = (n: number) => new Float64Array(n).fill(1);

test.each([
  { what: "neighbours follow the biology", rows: [row("x", 3, 0), row("y", 2, 0)], index: 1 },
  { what: "neighbours follow the site", rows: [row("x", 0, 3), row("y", 0, 2)], index: 0 },
  { what: "counts are summed, not averaged", rows: [row("x", 8, 2), row("y", 0, 2)], index: 8 / 12 },
  { what: "a row without such neighbours counts nothing", rows: [row("x", 3, 1), row("y", 0, 0)], index: 0.75 },
  { what: "no neighbour tells them apart", rows: [row("x", 0, 0)], index: Number.NaN },
])("the index where $what is $index", ({ rows, index }) => {
  const found = robustnessIndex(rows)(ones(rows.length));
  if (Number.isNaN(index)) expect(found).toBeNaN();
  else expect(found).toBeCloseTo(index, 12);
});

test("balanced, every class counts the same, and a class without such neighbours not at all", () => {
  const rows = [row("x", 8, 2), row("x", 1, 9), row("y", 1, 3), row("z", 0, 0)];
  expect(balancedRobustnessIndex(rows)(ones(4))).toBeCloseTo((9 / 20 + 1 / 4) / 2, 12);
  expect(ofClass(rows, "x")(Float64Array.of(2, 0, 1, 1))).toBeCloseTo(0.8, 12);
});

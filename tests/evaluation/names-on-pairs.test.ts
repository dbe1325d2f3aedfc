import { expect, test } from "vitest";
import { measureNames } from "../../src/evaluation/names-on-pairs.ts";

const axis = (i: number) => Float32Array.from({ length: 3 }, (_, j) => (i === j ? 1 : 0));
const prototypes = {
  classes: [axis(0), axis(1), axis(2)],
  byWording: [
    [axis(0), axis(1), axis(2)],
    [axis(1), axis(0), axis(2)],
  ],
};
const names = ["a", "b", "c"];
const pair = (id: string, truth: number, at: number) => ({ id, case: id, truth, vector: axis(at) });
const options = { logitScale: 2, seed: 0 };

test("pairs are counted by what they are and what they are called, and the worst come first", () => {
  const pairs = [pair("1", 0, 0), pair("2", 0, 1), pair("3", 1, 1), pair("4", 1, 1)];
  const found = measureNames(pairs, names, prototypes, options);
  expect(found.confusion).toEqual([
    [1, 1, 0],
    [0, 2, 0],
    [0, 0, 0],
  ]);
  expect(found.balancedAccuracy?.value).toBeCloseTo(0.75, 12);
  expect(found.promptSpread).toEqual({ wordings: 2, balancedAccuracy: { min: 0.25, median: 0.5, max: 0.75 } });
  expect(found.classes.map(({ n, recall }) => [n, recall])).toEqual([
    [2, 0.5],
    [2, 1],
    [0, null],
  ]);
  for (const { n, shares } of found.classes) expect(shares.reduce((sum, each) => sum + each, 0)).toBe(n);
  expect(found.worst.map(({ id, name, called }) => [id, name, called])).toEqual([["2", "a", "b"]]);
});

test("one class of pairs has no balanced accuracy", () => {
  expect(measureNames([pair("1", 0, 0)], names, prototypes, options).balancedAccuracy).toBeNull();
});

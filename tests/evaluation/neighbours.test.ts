import { expect, test } from "vitest";
import { shuffledPaths } from "../../src/evaluation/image-control.ts";
import { cosines, majorityVote, vectorTable } from "../../src/evaluation/neighbours.ts";

const labels = ["a", "b", "b", "a", "c", "c"];
const everyone = () => true;

test.each([
  { what: "most of the nearest", similarities: [0.1, 0.9, 0.8, 0.7, 0.6, 0.5], k: 3, vote: "b" },
  {
    what: "of equals, the one whose nearest is nearest",
    similarities: [0.9, 0.8, 0.7, 0.6, 0.1, 0.2],
    k: 4,
    vote: "a",
  },
  { what: "the nearest alone", similarities: [0, 0, 0, 0, 0, 1], k: 1, vote: "c" },
  { what: "of equally near ones, the first", similarities: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5], k: 1, vote: "a" },
])("the vote is that of $what", ({ similarities, k, vote }) => {
  expect(majorityVote(Float64Array.from(similarities), labels, k, everyone)).toBe(vote);
});

test("only candidates vote, and without one there is no vote", () => {
  const similarities = Float64Array.from([0.9, 0.8, 0.7, 0.6, 0.5, 0.4]);
  expect(majorityVote(similarities, labels, 5, (i) => i > 3)).toBe("c");
  expect(majorityVote(similarities, labels, 5, () => false)).toBeNull();
});

test("a table holds its vectors, and cosines come in its order", () => {
  const table = vectorTable([Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(-1, 0)]);
  expect([...table.at(1)]).toEqual([0, 1]);
  expect([...cosines(Float32Array.of(1, 0), table)]).toEqual([1, 0, -1]);
});

test("shuffled, every image is asked about another's, each once", () => {
  const paths = Array.from({ length: 50 }, (_, i) => `${i}.png`);
  for (const seed of [0, 1, 2]) {
    const other = shuffledPaths(paths, seed);
    expect(paths.filter((path) => other.get(path) === path)).toEqual([]);
    expect(new Set(other.values()).size).toBe(50);
  }
  expect(shuffledPaths(paths, 1)).toEqual(shuffledPaths(paths, 1));
  expect(shuffledPaths(["one.png"], 1).get("one.png")).toBe("one.png");
});

import { expect, test } from "vitest";
import { spreadCases } from "../../src/retrieval/spread-cases.ts";
import { pairRow } from "../support/pair-rows.ts";

/** A ranking of so many pairs, each of the case that its letter names. */
const ranking = (cases: string) =>
  [...cases].map((name, i) => ({ pair: pairRow(i + 1, { case: name }).pair, score: -i, cosine: 1 - i / 100, why: "" }));

test.each([
  {
    name: "two of a case among the first, the rest from further down",
    cases: "aaaaabcd",
    k: 5,
    expected: [0, 1, 5, 6, 7],
  },
  { name: "best first where others fill the list", cases: "aaaab", k: 4, expected: [0, 1, 2, 4] },
  { name: "one case alone fills it", cases: "aaaa", k: 3, expected: [0, 1, 2] },
  { name: "different cases stay as they are", cases: "abcdef", k: 3, expected: [0, 1, 2] },
  { name: "fewer than wanted are all there is", cases: "aaab", k: 9, expected: [0, 1, 2, 3] },
  { name: "nothing", cases: "", k: 3, expected: [] },
])("$name: $cases", ({ cases, k, expected }) => {
  const ranked = ranking(cases);
  expect(spreadCases(ranked, { k, ofOneCase: 2 })).toEqual(expected.map((i) => ranked[i]));
});

import { expect, test } from "vitest";
import { isClosedRight, isOpenExact, normaliseAnswer, tokenRecall } from "../../src/evaluation/short-answer.ts";

test.each([
  { text: " X-Ray. ", expected: "xray" },
  { text: "Left lung (upper)", expected: "left lung upper" },
  { text: "Größe 3", expected: "gre 3" },
])("'$text' is compared as '$expected'", ({ text, expected }) => {
  expect(normaliseAnswer(text)).toBe(expected);
});

test.each([
  { given: "yes", wanted: "Yes", right: true },
  { given: "Yes.", wanted: "yes", right: true },
  { given: "no", wanted: "Yes", right: false },
  { given: "yes and no", wanted: "yes", right: false },
  { given: "certainly", wanted: "yes", right: false },
  { given: "not so", wanted: "no", right: false },
  { given: null, wanted: "no", right: false },
  { given: "axial", wanted: "Axial", right: true },
  { given: "axial plane", wanted: "axial", right: false },
])("closed: $given for $wanted is right: $right", ({ given, wanted, right }) => {
  expect(isClosedRight(given, wanted)).toBe(right);
});

test.each([
  { given: "Right lower lobe", wanted: "right lower lobe.", exact: true, recall: 1 },
  { given: "lower lobe", wanted: "right lower lobe", exact: false, recall: 2 / 3 },
  { given: "lobe lobe", wanted: "lobe", exact: false, recall: 1 },
  { given: null, wanted: "lobe", exact: false, recall: 0 },
  { given: "x", wanted: "?!", exact: false, recall: 0 },
])("open: $given for $wanted", ({ given, wanted, exact, recall }) => {
  expect(isOpenExact(given, wanted)).toBe(exact);
  expect(tokenRecall(given, wanted)).toBeCloseTo(recall, 12);
});

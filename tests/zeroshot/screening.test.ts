import { expect, test } from "vitest";
import { dot } from "../../src/core/vector.ts";
import { parsePromptSet } from "../../src/zeroshot/prompt-set.ts";
import { promptClassifiersOf, screenPrompts } from "../../src/zeroshot/screening.ts";
import { topKPooling } from "../../src/zeroshot/top-k-pooling.ts";
import { randomUnitVector } from "../support/random.ts";

const axis = (i: number, size = 4) => Float32Array.from({ length: size }, (_, j) => (i === j ? 1 : 0));

test.each([
  { name: "two names of one class, in three templates", synonyms: [2, 1], templates: 3, expected: 6 },
  { name: "one name, one template", synonyms: [1, 1], templates: 1, expected: 1 },
  { name: "more than a thousand", synonyms: [9, 9, 9], templates: 9, expected: 1_000 },
])("prompt classifiers of $name: $expected", ({ synonyms, templates, expected }) => {
  const classes = Object.fromEntries(
    synonyms.map((count, i) => [`${i}`, Array.from({ length: count }, (_, j) => `${i} ${j}`)]),
  );
  const set = parsePromptSet(
    JSON.stringify({ id: "x", templates: Array.from({ length: templates }, (_, i) => `${i} {}`), classes }),
  );
  const found = promptClassifiersOf(set);
  expect(new Set(found.map((each) => JSON.stringify(each))).size).toBe(expected);
  expect(found).toEqual(promptClassifiersOf(set));
  expect(found.every((each) => each.templates.length === 1)).toBe(true);
});

test("screening keeps the prompts that are sure of the images, and not those that cannot tell", () => {
  const images = Array.from({ length: 40 }, (_, i) => axis(i % 2));
  const sure = [axis(0), axis(1)];
  const unsure = Array.from({ length: 80 }, (_, i) => [randomUnitVector(4, 2 * i + 1), axis(3)]);
  const candidates = [...unsure.slice(0, 40), ...Array.from({ length: 50 }, () => sure), ...unsure.slice(40)];
  const found = screenPrompts(images, candidates);
  expect(found).toMatchObject({ candidates: 130, kept: 50 });
  for (const [i, prototype] of found.classes.entries()) {
    expect(dot(prototype, prototype)).toBeCloseTo(1, 6);
    expect(dot(prototype, axis(i))).toBeGreaterThan(0.99);
  }
});

test.each([
  { k: 1, expected: [0.9, 0.5] },
  { k: 2, expected: [0.7, 0.45] },
  { k: 3, expected: [0.5, 0.4] },
  { k: 100, expected: [0.5, 0.4] }, // all there are
])("the mean of the $k greatest cosines of each class", ({ k, expected }) => {
  const tiles = [
    [0.1, 0.4],
    [0.9, 0.3],
    [0.5, 0.5],
  ];
  for (const [i, score] of topKPooling(tiles, k).entries()) expect(score).toBeCloseTo(expected[i], 12);
});

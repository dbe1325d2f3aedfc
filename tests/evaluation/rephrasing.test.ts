import { afterAll, beforeAll, expect, test } from "vitest";
import { createRephrasings, rephrasingStability } from "../../src/evaluation/rephrasing.ts";
import { parsePromptSet } from "../../src/zeroshot/prompt-set.ts";
import { embedPromptSet } from "../../src/zeroshot/prototypes.ts";
import { openMini } from "../support/mini.ts";

let mini: Awaited<ReturnType<typeof openMini>>;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

const set = parsePromptSet(
  JSON.stringify({
    id: "kinds",
    templates: ["{}", "an image of {}"],
    classes: { "MR slice": ["MR slice", "magnetic resonance image"], fundus: ["retina"], xray: ["chest X-ray"] },
  }),
);

test("each template and each synonym by itself is a wording, and names its own prototype first", async () => {
  const { wordings, called } = await createRephrasings(set, mini.text);
  expect(wordings).toEqual(["{}", "an image of {}", "synonym 1", "synonym 2"]);
  const { classes } = await embedPromptSet(set, mini.text);
  for (const [i, prototype] of classes.entries()) expect(called(prototype)).toEqual([i, i, i, i]);
});

test("one template and one synonym have no other wording", async () => {
  const single = parsePromptSet(
    JSON.stringify({ id: "x", templates: ["{}"], classes: { a: ["a cat"], b: ["a dog"] } }),
  );
  const { wordings } = await createRephrasings(single, mini.text);
  expect(wordings).toEqual([]);
  expect(rephrasingStability(wordings, [[], []], [0, 1], { cases: [0, 1], seed: 0 })).toBeNull();
});

test("stability is the share of rows called the same: over all wordings, and under the worst", () => {
  const called = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];
  const found = rephrasingStability(["first", "second"], called, [0, 1, 1, 0], { cases: [0, 1, 2, 3], seed: 0 });
  expect(found?.wordings).toEqual([
    { wording: "first", same: 1 },
    { wording: "second", same: 0.5 },
  ]);
  expect(found?.mean.value).toBe(0.75);
  expect(found?.worst).toMatchObject({ wording: "second", value: 0.5 });
});

import { join } from "node:path";
import { expect, test } from "vitest";
import { promptSetOfLabels } from "../../src/zeroshot/prompt-set.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { wordingsOf } from "../../src/zeroshot/wordings.ts";
import { root } from "../support/mini.ts";

const classes = (...synonyms: readonly number[]) =>
  synonyms.map((count, i) => ({
    name: `${i}`,
    synonyms: Array.from({ length: count }, (_, j) => `${i} ${j}`),
    field: "label",
    labels: [`${i}`],
  }));

test.each([
  { name: "one name in one template", synonyms: [1, 1], templates: ["{}"], expected: 1 },
  {
    name: "one name in three templates: their subsets",
    synonyms: [1],
    templates: ["{}", "a {}", "the {}"],
    expected: 7,
  },
  { name: "two names of one class in one template", synonyms: [2, 1], templates: ["{}"], expected: 2 },
  { name: "more than fifty", synonyms: [5, 5, 5], templates: ["{}", "a {}", "the {}"], expected: 50 },
])("$name: $expected", ({ synonyms, templates, expected }) => {
  const found = wordingsOf({ classes: classes(...synonyms), templates });
  expect(found).toHaveLength(expected);
  expect(new Set(found.map((each) => JSON.stringify(each))).size).toBe(expected);
  expect(found).toEqual(wordingsOf({ classes: classes(...synonyms), templates }));
});

test("a wording has one name for every class, and 1 to 16 templates, each once", async () => {
  const sets = await readShippedPromptSets(join(root, "prompts", "zero-shot"));
  const many = { ...promptSetOfLabels(["a", "b"]), templates: Array.from({ length: 40 }, (_, i) => `${i} {}`) };
  for (const set of [...sets, many])
    for (const { synonyms, templates } of wordingsOf(set)) {
      expect(synonyms).toHaveLength(set.classes.length);
      expect(synonyms.every((index, i) => index < set.classes[i].synonyms.length)).toBe(true);
      expect(templates.length >= 1 && templates.length <= 16 && new Set(templates).size === templates.length).toBe(
        true,
      );
      expect(templates.every((index) => index < set.templates.length)).toBe(true);
    }
});

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { TrainedConcept } from "../../src/encoders/contract.ts";
import { parsePromptSet, promptSetOfLabels } from "../../src/zeroshot/prompt-set.ts";
import { trainedInWords, trainedNames } from "../../src/zeroshot/trained-names.ts";
import { openMini, root } from "../support/mini.ts";

let concepts: readonly TrainedConcept[];
beforeAll(async () => {
  await using mini = await openMini();
  concepts = mini.concepts;
});

const shipped = async (id: string) =>
  parsePromptSet(await readFile(join(root, "prompts", "zero-shot", `${id}.json`), "utf8"));

test.each([
  { id: "chest-xray-findings", trained: ["pneumonia"] },
  { id: "chest-xray-findings-chexpert", trained: ["pneumonia"] },
  { id: "brain-mri-tumour", trained: ["glioma", "meningioma", "pituitary tumour", "no tumour"] },
  { id: "renal-histology", trained: [] },
  { id: "skin-lesion-dermoscopy", trained: [] },
])("of the set $id, the trained classes are $trained", async ({ id, trained }) => {
  expect(trainedNames(await shipped(id), concepts)).toEqual(trained);
});

test("names as typed are trained classes too, in either spelling", () => {
  const set = promptSetOfLabels(["Glioma", "pituitary tumor", "abscess"]);
  expect(trainedNames(set, concepts)).toEqual(["Glioma", "pituitary tumor"]);
  expect(trainedNames({ ...set, kinds: ["xray"] }, concepts)).toEqual([]);
});

test.each([
  {
    trainedClasses: true,
    trainedNames: ["a", "b"],
    words: "classes that were trained with these prompts, not zero-shot",
  },
  { trainedClasses: false, trainedNames: [], words: "zero-shot" },
  { trainedClasses: false, trainedNames: ["a"], words: "zero-shot but for the trained class a" },
  { trainedClasses: false, trainedNames: ["a", "b"], words: "trained classes in other prompts, not zero-shot" },
])("trained $trainedNames of two: $words", ({ words, ...trained }) => {
  expect(trainedInWords(trained, 2)).toBe(words);
});

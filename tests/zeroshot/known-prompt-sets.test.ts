import { join } from "node:path";
import { expect, test } from "vitest";
import { termsKnownTo } from "../../src/chat/known-terms.ts";
import { readQuestionTerms } from "../../src/chat/question-terms.ts";
import { loadCard } from "../../src/encoders/card.ts";
import { promptSetsOfKinds } from "../../src/zeroshot/known-prompt-sets.ts";
import { promptsSha256 } from "../../src/zeroshot/prompts-sha256.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { miniFolder, root } from "../support/mini.ts";

const shipped = await readShippedPromptSets(join(root, "prompts", "zero-shot"));
const terms = await readQuestionTerms(join(root, "prompts", "chat", "question-terms.json"));
const six = ["xray", "ct", "mri", "histology", "fundus", "blood smear"];

test("an encoder that does not know ultrasound is not asked for it", () => {
  const sets = promptSetsOfKinds(shipped, six);
  expect(sets.map(({ id }) => id)).not.toContain("breast-ultrasound");
  const modality = sets.find(({ id }) => id === "modality");
  expect(modality?.classes).toHaveLength(6);
  expect(modality?.kinds).toEqual(six);
  const known = termsKnownTo(terms, { kinds: six, sets: sets.map(({ id }) => id) });
  expect(Object.keys(known.kinds)).toEqual(six);
  expect(known.unknownKinds).toContain("ultrasound");
  expect(known.concepts.some(({ set }) => set === "breast-ultrasound")).toBe(false);
});

test("the embedded encoder is offered no set of a kind of image that it does not know", async () => {
  const { gate } = (await loadCard(miniFolder)).card;
  const kinds = gate?.classes ?? [];
  const left = shipped.filter(({ id }) => !promptSetsOfKinds(shipped, kinds).some((set) => set.id === id));
  expect(left.map(({ id }) => id)).toEqual(["skin-lesion-dermoscopy"]);
});

test("one that knows every kind gets every set as it is shipped", () => {
  const kinds = [...six, "ultrasound", "dermoscopy"];
  const sets = promptSetsOfKinds(shipped, kinds);
  expect(sets).toEqual(shipped);
  expect(sets.map(promptsSha256)).toEqual(shipped.map(promptsSha256));
  expect(termsKnownTo(terms, { kinds, sets: sets.map(({ id }) => id) })).toEqual(terms);
});

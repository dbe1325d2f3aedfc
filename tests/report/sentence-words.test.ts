import { join } from "node:path";
import { expect, test } from "vitest";
import { readSentenceWords } from "../../src/report/sentence-words.ts";
import { root } from "../support/mini.ts";

const words = await readSentenceWords(join(root, "prompts", "report", "words", "sentences.json"));

test.each([
  ["The endotracheal tube ends above the carina.", "devices"],
  ["A pacemaker lies over the chest.", "devices"],
  ["The effusion is unchanged.", "comparisons"],
  ["Compared with the prior study, the mass has grown.", "comparisons"],
  ["73-year-old male with hematuria.", "demographics"],
  ["A 5 yo with fever.", "demographics"],
  ["She has a mass.", "demographics"],
  ["The patient has a mass.", "history"],
  ["Status post resection.", "history"],
  ["Aeration improves at 1 week, despite fever.", "course"],
  ["Consolidation was seen on admission.", "course"],
  ["Seen on 3/14/2019.", "dates"],
  ["A scan of 2019 shows a mass.", "dates"],
  ["The arrow points to the lesion.", "pointers"],
  ["XXXX opacity in the lower lobe.", "gaps"],
])("%j is never quoted", (sentence, why) => {
  expect(words.whyLeftOut(sentence)).toBe(why);
});

test.each([
  "There is a hyperintense lesion in the deep white matter.",
  "The bronchial tubercle is normal.", // no tube
  "Patchy opacities lie in both lungs.",
  "The ventricles are of normal size and shape.",
])("%j may be quoted", (sentence) => {
  expect(words.whyLeftOut(sentence)).toBeNull();
});

test("a side and a number make a sentence less wanted", () => {
  expect(words.lessWanted("The ventricles are normal.")).toBe(0);
  expect(words.lessWanted("The left ventricle is large.")).toBe(1);
  expect(words.lessWanted("A mass of 2.9 cm in the right lobe.")).toBe(2);
});

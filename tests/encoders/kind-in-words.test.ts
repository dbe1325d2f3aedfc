import { expect, test } from "vitest";
import { aKindInWords } from "../../src/encoders/kind-in-words.ts";

test.each([
  ["xray", "an X-ray"],
  ["ct", "a CT"],
  ["mri", "an MRI"],
  ["histology", "a histology slide"],
  ["fundus", "a fundus photograph"],
  ["blood smear", "a blood smear"],
  ["ultrasound", "an ultrasound image"],
  ["dermoscopy", "a dermoscopy image"],
  ["endoscopy", "an endoscopy"],
])("%s is %s", (kind, words) => {
  expect(aKindInWords(kind)).toBe(words);
});

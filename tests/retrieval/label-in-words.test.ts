import { expect, test } from "vitest";
import { labelInWords } from "../../src/retrieval/label-in-words.ts";

test.each([
  ["glioma_tumor", "glioma tumor"],
  ["No_findings", "No findings"],
  ["AbdomenCT", "Abdomen CT"],
  ["HeadCT", "Head CT"],
  ["BreastMRI", "Breast MRI"],
  ["CXR", "CXR"],
  ["PDR", "PDR"],
  ["COVID-19", "COVID-19"],
  ["IgA nephropathy", "IgA nephropathy"],
  ["Melanoma\nMigration of catheter", "Melanoma Migration of catheter"],
  ["__a__b_", "a b"],
  ["", ""],
])("the label %j reads %j", (label, words) => {
  expect(labelInWords(label)).toBe(words);
});

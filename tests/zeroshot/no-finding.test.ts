import { expect, test } from "vitest";
import { saysNothingFound } from "../../src/zeroshot/no-finding.ts";

test.each([
  "No Finding",
  "No_findings",
  "no findings",
  "no acute findings",
  "No acute cardiopulmonary abnormality",
  "without significant abnormalities",
  "no disease",
  "none",
  "None of these",
  " nothing found ",
])("%s says that nothing was found", (name) => {
  expect(saysNothingFound(name)).toBe(true);
});

test.each([
  "no tumour",
  "no diabetic retinopathy",
  "normal breast tissue",
  "normal",
  "finding",
  "nodule",
  "no pleural effusion",
  "nonspecific finding",
  "pathology slide",
  "",
])("%s does not", (name) => {
  expect(saysNothingFound(name)).toBe(false);
});

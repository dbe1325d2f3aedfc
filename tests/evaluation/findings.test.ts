import fc from "fast-check";
import { expect, test } from "vitest";
import { findingsOf, promptSetFor } from "../../src/evaluation/class-labels.ts";
import { parsePromptSet } from "../../src/zeroshot/prompt-set.ts";

const set = parsePromptSet(
  JSON.stringify({
    id: "findings",
    multi: true,
    classes: [
      { name: "effusion", labels: ["Effusion", "Pleural Effusion"] },
      { name: "mass", labels: ["Mass"] },
    ],
  }),
);
const pneumonia = parsePromptSet(
  JSON.stringify({
    id: "pneumonia",
    classes: [
      { name: "pneumonia", labels: ["Pneumonia"] },
      { name: "none", labels: ["No_findings"] },
    ],
  }),
);

test.each([
  { label: "Effusion|Mass", expected: [true, true] },
  { label: "Mass, Effusion", expected: [true, true] },
  { label: " Pleural Effusion ", expected: [true, false] },
  { label: ["Mass", "Hernia"], expected: [false, true] },
  { label: "Hernia|Mass", expected: [false, true] },
  { label: "No Finding", expected: [false, false] },
  { label: [], expected: [false, false] },
  { label: "Hernia", expected: null }, // of which the set says nothing, so nothing says that it has no other
  { label: "No Finding|Hernia", expected: null },
  { label: "", expected: null },
  { label: null, expected: null },
  { label: undefined, expected: null },
])("label $label: $expected", ({ label, expected }) => {
  expect(findingsOf(set, { fields: { label } })).toEqual(expected);
});

test("any value of a label is read as findings or as none", () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.string(), fc.array(fc.string())), (label) => {
      const found = findingsOf(set, { fields: { label } });
      expect(found === null || found.length === 2).toBe(true);
    }),
    { seed: 3, numRuns: 500 },
  );
});

test.each([
  { name: "several findings a row", labels: ["Effusion|Mass", "Mass", "No Finding"], chosen: "findings" },
  { name: "one finding and its absence", labels: ["Pneumonia", "No_findings"], chosen: "pneumonia" },
  { name: "one finding of the set alone", labels: ["Mass", "No Finding"], chosen: "labels" },
  {
    name: "findings of which the set says nothing",
    labels: ["Mass", "Effusion", "Hernia", "Nodule"],
    chosen: "labels",
  },
])("$name choose $chosen", ({ labels, chosen }) => {
  const rows = labels.map((label) => ({ fields: { label } }));
  expect(promptSetFor(rows, [pneumonia, set]).id).toBe(chosen);
});

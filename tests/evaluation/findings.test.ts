import fc from "fast-check";
import { expect, test } from "vitest";
import { promptSetFor } from "../../src/evaluation/class-labels.ts";
import { findingLabels, labelledFindings } from "../../src/evaluation/finding-labels.ts";
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
  expect(labelledFindings(set, { fields: { label } })).toEqual(expected);
});

test("any value of a label is read as findings or as none", () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.string(), fc.array(fc.string())), (label) => {
      const found = labelledFindings(set, { fields: { label } });
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

/** A table as CheXpert's: its cells are texts. */
const table = [
  { "No Finding": "", "Pleural Effusion": "1.0", Mass: "0.0", Age: "61" },
  { "No Finding": "", "Pleural Effusion": "-1.0", Mass: "", Age: "45" },
  { "No Finding": "1.0", "Pleural Effusion": "", Mass: "", Age: "30" },
  { "No Finding": "", "Pleural Effusion": "", Mass: "", Age: "1" },
].map((fields) => ({ fields }));

test.each([
  { uncertain: undefined, expected: [[true, false], [null, false], [false, false], null] },
  { uncertain: "present", expected: [[true, false], [true, false], [false, false], null] },
  { uncertain: "absent", expected: [[true, false], [false, false], [false, false], null] },
] as const)("a column for each finding, uncertain $uncertain", ({ uncertain, expected }) => {
  const { form, findingsOf } = findingLabels(set, table, { uncertain });
  expect(form).toEqual({ kind: "columns", columns: ["Pleural Effusion", "Mass"], uncertain: uncertain ?? "ignore" });
  expect(table.map(findingsOf)).toEqual(expected);
});

test("a column of other values is none, a finding without one is not counted, and a label goes before columns", () => {
  const rows = [{ fields: { Effusion: 1, mass: "12 mm" } }, { fields: { Effusion: 0, mass: "" } }];
  const read = findingLabels(set, rows);
  expect(read.form).toMatchObject({ columns: ["Effusion", null] });
  expect(rows.map(read.findingsOf)).toEqual([
    [true, null],
    [false, null],
  ]);
  const labelled = [{ fields: { label: "Mass", Effusion: 1 } }];
  expect(findingLabels(set, labelled).form).toEqual({ kind: "label" });
});

test("data without a label choose the set of findings that they have columns for", () => {
  expect(promptSetFor(table, [pneumonia, set]).id).toBe("findings");
  const other = table.map(({ fields: { Age } }) => ({ fields: { Age } }));
  expect(() => promptSetFor(other, [pneumonia, set])).toThrow(expect.objectContaining({ code: "EVALUATION_EMPTY" }));
});

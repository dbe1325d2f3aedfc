import { expect, test } from "vitest";
import { draftAsText } from "../../ui/src/draft/draft-as-text.ts";
import { exampleReport } from "../report/example-report.ts";

test("a copied draft says first and last that it is one, and carries flags, notes and the evidence", () => {
  const report = exampleReport();
  const uncited = { ...report.evidence[2], id: "E4", marker: "[4]", text: "Cited by nobody." };
  const flags = [{ code: "TRAINED_CLASSES" as const, message: "These names were trained on." }];
  const lines = draftAsText({ ...report, flags, evidence: [...report.evidence, uncited] })
    .trimEnd()
    .split("\n");
  expect(lines[0]).toMatch(/^UNVERIFIED DRAFT/);
  expect(lines.at(-1)).toMatch(/^UNVERIFIED DRAFT/);
  expect(lines).toContain('In case A1 the reporter wrote: "The ventricles are symmetric." [3] (other patient)');
  expect(lines).toContain("Nothing is stated. (low agreement: The shares are near to one another.)");
  expect(lines).toContain("These names were trained on.");
  expect(lines.slice(lines.indexOf("Evidence") + 1, -2)).toEqual([
    "[1] Kind of image, share of 2 kinds: mri 0.99, ct 0.01.",
    "[2] Brain tumour, MRI, share of 2 names: meningioma 0.97, glioma 0.03.",
    "[3] Other patient, case A1: The ventricles are symmetric. More of it.",
  ]);
});

import { expect, test } from "vitest";
import type { ReportSentence } from "../../src/report/contract.ts";
import { editReport } from "../../src/report/edit-report.ts";
import { exampleReport } from "./example-report.ts";

const report = exampleReport();
const [technique, findings] = report.sections;
const [denial, quote] = findings.sentences;
const { version } = report;
const at = "2026-01-03T00:00:00.000Z";
const edit = (...sentences: readonly ReportSentence[]) =>
  editReport(report, { version, sections: [{ id: "findings", sentences }] }, at).sections[1].sentences;
const reworded = (sentence: ReportSentence, text: string) => edit({ ...sentence, text })[0];

test("an edit is the next version, marked as edited, and still a draft", () => {
  const after = editReport(report, { version, sections: [{ id: "findings", sentences: [quote] }] }, at);
  expect(after).toMatchObject({ version: 2, edited: true, draft: true, savedAt: at });
  expect(after.sections[0]).toEqual(technique);
  expect(after.evidence).toEqual(report.evidence);
});

test("an edit that changes no word changes nothing", () => {
  expect(editReport(report, report, at)).toBe(report);
});

test("a sentence that was not touched keeps its citations, whatever the edit says of them", () => {
  expect(edit({ ...denial, citations: [] }, { text: "New.", citations: [] })[0]).toEqual(denial);
});

test("a sentence that a person writes is flagged and cites nothing", () => {
  expect(edit(denial, { text: "There is oedema.", citations: [] })[1]).toMatchObject({
    citations: [],
    flag: { code: "EDITED" },
  });
});

test.each([
  ["a score's sentence says the same in other words", denial, "The image does not fit glioma (95 % of 289).", 1],
  ["a score's denial is turned round", denial, "This scan's image fits glioma; right for 95 % of 289 images.", 0],
  ["a score's sentence speaks of another thing", denial, "This image does not fit lymphoma; 95 % of 289.", 0],
  ["a number is changed", denial, "This scan's image does not fit glioma; right for 99 % of 289 images.", 0],
  ["a finding is written beside a score", denial, `${denial.text.slice(0, -1)}, but a 6 cm glioblastoma.`, 0],
  [
    "a finding is written beside a quote",
    quote,
    `This patient has what case A1 has: "The ventricles are symmetric."`,
    0,
  ],
  ["a quote stays whole and named", quote, `The report of case A1 reads: "The ventricles are symmetric."`, 1],
  ["a quote loses its case", quote, "The ventricles are symmetric.", 0],
  ["a quote is changed", quote, `In case A1 the reporter wrote: "The ventricles are enlarged."`, 0],
])("when %s, the citations that stand are kept", (_, sentence, text, kept) => {
  const after = reworded(sentence, text);
  expect(after.flag?.code).toBe("EDITED");
  expect(after.citations).toHaveLength(kept);
});

test("a citation that the report never had is not taken", () => {
  const invented = { marker: "[1]", evidenceId: "E1", quote: "ct 0.01" };
  expect(edit({ text: "This is a CT with a share of 0.01.", citations: [invented] })[0].citations).toEqual([]);
});

test("hidden characters are taken out, and an empty sentence is a deletion", () => {
  const after = edit({ text: "A\u200b line\u0000.", citations: [] }, { text: " \u200b ", citations: [] });
  expect(after.map(({ text }) => text)).toEqual(["A line."]);
});

test.each([
  ["an unknown section", [{ id: "plan", sentences: [] }]],
  ["a section twice", [findings, findings]],
  ["a sentence that is a document", [{ id: "findings", sentences: [{ text: "a".repeat(4_001), citations: [] }] }]],
  [
    "too many sentences",
    [{ id: "findings", sentences: Array.from({ length: 201 }, (_, i) => ({ text: `${i}`, citations: [] })) }],
  ],
])("an edit with %s is refused", (_, sections) => {
  expect(() => editReport(report, { version, sections }, at)).toThrow(
    expect.objectContaining({ code: "REPORT_EDIT_INVALID" }),
  );
});

test.each([
  ["an earlier version", -1],
  ["a version that is still to come", 1],
])("an edit made from %s is refused, also where it changes nothing", (_, difference) => {
  const changed = expect.objectContaining({ code: "REPORT_CHANGED", kind: "input", version });
  for (const sections of [report.sections, [{ id: "findings", sentences: [] }]])
    expect(() => editReport(report, { version: version + difference, sections }, at)).toThrow(changed);
});

import { expect, test } from "vitest";
import type { Evidence } from "../../src/chat/contract.ts";
import { checkSentence } from "../../src/report/check-sentence.ts";
import { exampleReport } from "./example-report.ts";

const { sections, evidence } = exampleReport();
const [technique, findings] = sections;

const check = (line: string, section = findings) => checkSentence(line, section.sentences, evidence);

test("the evidence writer's own sentence keeps its citations and has no flag", () => {
  expect(check("This image looks like an MRI. [1]", technique)).toEqual(technique.sentences[0]);
});

test.each([
  ["a rewording", "The image does not fit glioma. [2]", "E2"],
  ["a quote with its case", 'In case A1 the reporter wrote: "The ventricles are symmetric." [3]', "E3"],
  ["a part of a quote", "In case A1 the report says “ventricles are symmetric” [3].", "E3"],
])("%s is cited", (_, line, evidenceId) => {
  const { citations, flag } = check(line);
  expect(flag).toBeUndefined();
  expect(citations.map((each) => each.evidenceId)).toContain(evidenceId);
  for (const { evidenceId: id, quote } of citations)
    expect(evidence.find((each) => each.id === id)?.text).toContain(quote);
});

test.each([
  ["no marker", "There is a glioma.", "UNSUPPORTED"],
  ["a marker of nothing", "The image does not fit glioma. [9]", "CITATION_INVALID"],
  ["a denial turned round", "This scan's image fits glioma. [2]", "UNSUPPORTED"],
  ["a finding that nobody measured", "The image does not fit glioma but oedema. [2]", "UNSUPPORTED"],
  ["a number that nobody computed", "The image does not fit glioma; right for 99 % of images. [2]", "UNSUPPORTED"],
  ["an affirmation of the other name", "The image fits meningioma. [2]", "UNSUPPORTED"],
  ["another patient's words as this scan's", "The ventricles are symmetric. [3]", "OTHER_PATIENT"],
  ["another patient's words in quotes without the case", 'It shows "ventricles are symmetric". [3]', "OTHER_PATIENT"],
  [
    "a claim around a quote",
    'As in case A1 the reporter wrote: "The ventricles are symmetric.", this scan is normal [3]',
    "OTHER_PATIENT",
  ],
  ["a quote that was never written", 'In case A1 the reporter wrote: "There is a large mass." [3]', "CITATION_INVALID"],
  [
    "words in quotation marks that nothing says",
    "The image does not fit “a 9 cm metastasis”, glioma. [2]",
    "CITATION_INVALID",
  ],
  ["a quote that leaves its denial out", "In case A1 the reporter wrote: “not there” [3]", "CITATION_INVALID"],
  ["only empty words", "This is shown in the image of this scan. [2]", "UNSUPPORTED"],
])("%s is flagged and kept", (_, line, code) => {
  const { text, flag } = check(line);
  expect(flag?.code).toBe(code);
  expect(text).toBe(line.replace(/\s*\[\d\]/g, ""));
});

test("a denial is not moved from one name to another", () => {
  const denied = {
    text: "This scan's image does not fit glioma, meningioma or lymphoma, each below 0.35.",
    citations: ["glioma 0.00", "meningioma 0.01", "lymphoma 0.02"].map((quote) => ({
      marker: "[1]",
      evidenceId: "E1",
      quote,
    })),
  };
  const scores = [
    { name: "glioma", share: 0 },
    { name: "meningioma", share: 0.01 },
    { name: "lymphoma", share: 0.02 },
  ];
  const text = "Share of 3 names: lymphoma 0.02, meningioma 0.01, glioma 0.00.";
  const score: Evidence = { id: "E1", marker: "[1]", kind: "score", question: "brain", scores, text };
  const said = (line: string) => checkSentence(line, [denied], [score]).flag?.code;
  expect(said("The image does not fit glioma or meningioma. [1]")).toBeUndefined();
  expect(said("The image fits glioma and not meningioma. [1]")).toBe("UNSUPPORTED");
  expect(said("The image does not fit lymphoma, but glioma. [1]")).toBe("UNSUPPORTED");
});

test("a list of shares does not let a name be said of the scan", () => {
  const shares = "meningioma 0.97, glioma 0.03";
  const list = {
    text: `Shares of this scan's image: ${shares}.`,
    citations: [{ marker: "[2]", evidenceId: "E2", quote: shares }],
  };
  const said = (line: string) => checkSentence(line, [list], evidence).flag?.code;
  expect(said("The image shows glioma. [2]")).toBe("UNSUPPORTED");
  expect(said("The share of glioma 0.97 [2]")).toBe("UNSUPPORTED");
  expect(said("The image has a share of meningioma 0.97. [2]")).toBeUndefined();
});

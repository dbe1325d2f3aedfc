import { expect, test } from "vitest";
import { compareVersions, countChanges } from "../../src/report/compare-versions.ts";
import { confirmReport, remainingIn } from "../../src/report/confirm-report.ts";
import type { Report, ReportSentence } from "../../src/report/contract.ts";
import { editReport } from "../../src/report/edit-report.ts";
import { parseReport } from "../../src/report/report-schema.ts";
import { revertReport } from "../../src/report/revert-report.ts";
import { ReportJson } from "../contracts/report-schema.ts";
import { exampleReport } from "./example-report.ts";

const at = "2026-02-03T04:05:06.000Z";
const asked = { version: 1, by: "Dr. Ada Example", acceptFlagged: true };
const edit = (report: Report, ...texts: readonly string[]) =>
  editReport(
    report,
    {
      version: report.version,
      sections: [{ id: "impression", sentences: texts.map((text) => ({ text, citations: [] })) }],
    },
    at,
  );

test("a confirmation keeps who, when, which version, and what was accepted in it", () => {
  const confirmed = confirmReport(exampleReport(), { ...asked, by: "  Dr.\u200b  Ada\nExample " }, at);
  expect(confirmed).toMatchObject({
    draft: false,
    version: 1,
    confirmation: { by: "Dr. Ada Example", at, version: 1, accepted: { flagged: 1, otherPatients: 1 } },
  });
  expect(parseReport(JSON.stringify(confirmed))).toEqual(confirmed);
  ReportJson.parse(confirmed);
});

test("flagged sentences and other patients' words are accepted knowingly or not at all", () => {
  const refused = { code: "REPORT_FLAGS_REMAIN", remaining: { flagged: 1, otherPatients: 1 } };
  const work = () => confirmReport(exampleReport(), { ...asked, acceptFlagged: false }, at);
  expect(work).toThrow(expect.objectContaining(refused));
});

test("a report without either needs no acceptance; what a person wrote is no flagged sentence", () => {
  const own = editReport(
    exampleReport(),
    {
      version: 1,
      sections: [
        { id: "findings", sentences: [] },
        { id: "impression", sentences: [{ text: "Normal.", citations: [] }] },
      ],
    },
    at,
  );
  expect(remainingIn(own)).toEqual({ flagged: 0, otherPatients: 0 });
  expect(confirmReport(own, { version: 2, by: "A", acceptFlagged: false }, at)).toMatchObject({ draft: false });
});

test.each([
  ["no name", { by: " \u200b " }, "CONFIRMER_INVALID"],
  ["a name without a letter", { by: "---" }, "CONFIRMER_INVALID"],
  ["a name that is a document", { by: "a".repeat(121) }, "CONFIRMER_INVALID"],
  ["another version than the one that was read", { version: 2 }, "REPORT_CHANGED"],
])("%s is refused", (_, more, code) => {
  expect(() => confirmReport(exampleReport(), { ...asked, ...more }, at)).toThrow(expect.objectContaining({ code }));
});

test("a version is confirmed once, and an empty report not at all", () => {
  const confirmed = confirmReport(exampleReport(), asked, at);
  expect(() => confirmReport(confirmed, asked, at)).toThrow(expect.objectContaining({ code: "REPORT_CONFIRMED" }));
  const sections = exampleReport().sections.map((section) => ({ ...section, sentences: [] }));
  const empty = { ...exampleReport(), sections };
  expect(() => confirmReport(empty, asked, at)).toThrow(expect.objectContaining({ code: "REPORT_EMPTY" }));
});

test("an edit of a confirmed report is a draft that knows who confirmed the one before; it can be confirmed in turn", () => {
  const first = confirmReport(exampleReport(), asked, at);
  const next = edit(first, "Something else.");
  expect(next).toMatchObject({ draft: true, version: 2, confirmation: null, earlierConfirmations: [{ version: 1 }] });
  const again = confirmReport(next, { ...asked, version: 2, by: "B" }, at);
  expect(again).toMatchObject({ draft: false, confirmation: { by: "B" }, earlierConfirmations: [{ version: 1 }] });
  expect(edit(again, "Once more.").earlierConfirmations.map(({ by }) => by)).toEqual(["Dr. Ada Example", "B"]);
});

test("a stored report that claims to be no draft without having been confirmed in its version is refused", () => {
  const confirmed = confirmReport(exampleReport(), asked, at);
  for (const lie of [
    { ...exampleReport(), draft: false },
    { ...confirmed, draft: true },
    { ...confirmed, version: 2 },
  ])
    expect(() => parseReport(JSON.stringify(lie))).toThrow();
});

test("a report from before there were confirmations is a draft that nobody confirmed", () => {
  const { savedAt: _1, revertedTo: _2, confirmation: _3, earlierConfirmations: _4, ...old } = exampleReport();
  const read = parseReport(JSON.stringify(old));
  expect(read).toEqual({ ...exampleReport(), savedAt: null });
});

test("reverting is a new version with the earlier sentences, a draft; to what it says already it changes nothing", () => {
  const first = exampleReport();
  const second = confirmReport(edit(first, "Something else."), { ...asked, version: 2 }, at);
  const third = revertReport(second, first, 2, at);
  expect(third).toMatchObject({ version: 3, revertedTo: 1, edited: false, draft: true, sections: first.sections });
  expect(third.earlierConfirmations).toMatchObject([{ version: 2 }]);
  expect(revertReport(third, first, 3, at)).toBe(third);
  expect(() => revertReport(third, second, 2, at)).toThrow(expect.objectContaining({ code: "REPORT_CHANGED" }));
});

const sentencesOf = (texts: string): readonly ReportSentence[] =>
  [...texts].map((text) => ({ text, citations: [], flag: { code: "EDITED", message: "typed" } }));
const sectionOf = (texts: string) => ({ sections: [{ id: "a", title: "A", sentences: sentencesOf(texts) }] });

test.each([
  ["abc", "abc", " a b c"],
  ["abc", "axc", " a-b+x c"],
  ["abc", "bc", "-a b c"],
  ["", "ab", "+a+b"],
  ["ab", "", "-a-b"],
  ["abcd", "bdca", "-a b-c d+c+a"],
])("from %j to %j the changes are %j", (before, after, expected) => {
  const changes = compareVersions(sectionOf(before), sectionOf(after));
  const marks = { same: " ", added: "+", removed: "-" } as const;
  expect(changes[0].sentences.map(({ change, sentence }) => `${marks[change]}${sentence.text}`).join("")).toBe(
    expected,
  );
  const { added, removed } = countChanges(changes);
  expect(after.length - before.length).toBe(added - removed);
});

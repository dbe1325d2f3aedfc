import fc from "fast-check";
import { Fhir } from "fhir";
import { expect, test } from "vitest";
import { z } from "zod";
import { confirmReport } from "../../src/report/confirm-report.ts";
import { type Report, reportFormats } from "../../src/report/contract.ts";
import { editReport } from "../../src/report/edit-report.ts";
import { draftBanner } from "../../src/report/export/draft-words.ts";
import { escapeMarkdown } from "../../src/report/export/escape-markdown.ts";
import { escapeXml } from "../../src/report/export/escape-xml.ts";
import { exportReport } from "../../src/report/export/export-report.ts";
import { toFhir } from "../../src/report/export/fhir.ts";
import { toMarkdown } from "../../src/report/export/markdown.ts";
import { pdfText } from "../../src/report/export/pdf-text.ts";
import { reportFormatOf } from "../../src/report/export/report-format.ts";
import { examplePictures, exampleReport, pairId } from "./example-report.ts";
import { pdfPages } from "./read-pdf.ts";
import { readZip } from "./read-zip.ts";

const pictures = await examplePictures();
const text = async (format: "md" | "json" | "fhir.json", report = exampleReport()) =>
  new TextDecoder().decode(await exportReport(report, format, async () => pictures));
const hostile = `<script>alert(1)</script> ![x](http://evil/x.png) | [a](javascript:b) **b** \`c\` &lt; www.evil.org \u0001 中文 ≤ ő "q"`;
const normal = { id: "impression", sentences: [{ text: "Normal.", citations: [] }] };
const edited = editReport(exampleReport(), { version: 1, sections: [normal] }, "2026-01-03T00:00:00.000Z");

const name = "Dr. Ada Example";
const confirm = (report: Report, by = name) =>
  confirmReport(report, { version: report.version, by, acceptFlagged: true }, "2026-02-03T04:05:06.000Z");
const editedAfter = editReport(
  confirm(edited),
  { version: 2, sections: [{ ...normal, sentences: [] }] },
  "2026-02-04T00:00:00.000Z",
);

/** All the text of an export. */
async function wordsOf(report: Report, format: (typeof reportFormats)[number]): Promise<string> {
  const bytes = await exportReport(report, format, async () => pictures);
  if (format === "docx") return [...readZip(bytes)].map(([, file]) => file.toString("utf8")).join("");
  return format === "pdf" ? pdfPages(bytes).join(" ") : new TextDecoder().decode(bytes);
}

test.each(reportFormats)("%s says that it is an unverified draft, before and after an edit", async (format) => {
  for (const report of [exampleReport(), edited]) {
    expect(await wordsOf(report, format)).toContain(format === "json" ? '"draft": true' : draftBanner);
  }
});

test.each(reportFormats)(
  "%s of a confirmed report says who, when and which version, and no more that it is a draft",
  async (format) => {
    const words = await wordsOf(confirm(edited), format);
    if (format === "json")
      expect(JSON.parse(words)).toMatchObject({ draft: false, confirmation: { by: name, version: 2 } });
    else {
      expect(words).toContain(
        format === "md"
          ? "**Confirmed by Dr. Ada Example on 2026-02-03, version 2: research and education, not a medical device**"
          : "Confirmed by Dr. Ada Example on 2026-02-03, version 2: research and education, not a medical device",
      );
      expect(words).not.toMatch(/unverified draft|nobody has verified/i);
    }
  },
);

test.each(reportFormats)(
  "%s of what was changed after a confirmation is a draft that says which version was confirmed",
  async (format) => {
    const words = await wordsOf(editedAfter, format);
    if (format === "json")
      expect(JSON.parse(words)).toMatchObject({
        draft: true,
        confirmation: null,
        earlierConfirmations: [{ by: name }],
      });
    else {
      expect(words).toContain(draftBanner);
      expect(words.replace(/\s+/g, " ")).toContain(
        "Version 2 was confirmed by Dr. Ada Example on 2026-02-03; this is version 3",
      );
    }
  },
);

test("a confirmer's name formats nothing, and the longest one stays within a PDF's banner", async () => {
  const by = `<b>*Ada*</b> ${"W".repeat(100)}`;
  const report = confirm(exampleReport(), by);
  expect(await wordsOf(report, "md")).toContain("\\<b\\>\\*Ada\\*\\</b\\>");
  expect(await wordsOf(report, "fhir.json")).toContain("&lt;b&gt;*Ada*");
  const pages = pdfPages(await exportReport(report, "pdf", async () => pictures));
  for (const page of pages) expect(page).toContain("version 1: research and education, not a medical device");
});

test.each(["md", "docx", "pdf", "fhir.json"] as const)(
  "%s says in words which sentence is of another patient",
  async (format) => {
    const bytes = await exportReport(exampleReport(), format, async () => pictures);
    const found =
      format === "docx"
        ? (readZip(bytes).get("word/document.xml")?.toString("utf8") ?? "")
        : format === "pdf"
          ? pdfPages(bytes).join("")
          : new TextDecoder().decode(bytes);
    expect(found.match(/other patient(?!s)/g)).toHaveLength(1);
  },
);

test("Markdown shows a caption as it was written: no HTML, link, picture or table of its own", async () => {
  const markdown = await text("md", exampleReport(hostile));
  expect(markdown).toContain("\\<script\\>");
  expect(markdown).not.toMatch(/(?<!\\)<|(?<!\\)!\[|(?<!\\)\]\(|[^\\]:\/\/|www\.e/);
  const row = markdown.split("\n").find((line) => line.startsWith("| \\[3\\]")) ?? "";
  expect(row.match(/(?<!\\)\|/g)).toHaveLength(8);
});

test("escaped Markdown is one line, and every sign that formats is escaped", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (raw) => {
      const escaped = escapeMarkdown(raw);
      expect(escaped).not.toContain("\n");
      expect(escaped.replace(/\\[\\`*_{}[\]<>#|~$&!@^]/g, "")).not.toMatch(/[\\`*_{}[\]<>#|~$&!@^](?![-+=.:)])/);
    }),
  );
});

test.each([
  ["1. first", "1\\. first"],
  ["0.93 of all", "0.93 of all"],
  ["- item", "\\- item"],
  ["see http://a.b", "see http\\://a.b"],
])("%j becomes %j", (raw, escaped) => {
  expect(escapeMarkdown(raw)).toBe(escaped);
});

test("XML never gets a character that it cannot hold", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (raw) => {
      const codes = [...escapeXml(`${raw}\ud800`)].map((each) => each.codePointAt(0) ?? 0);
      const barred = (code: number) =>
        (code < 0x20 && ![9, 10, 13].includes(code)) || code === 0xfffe || code === 0xffff;
      expect(codes.filter((code) => barred(code) || (code >= 0xd800 && code <= 0xdfff))).toEqual([]);
      expect(escapeXml(raw)).not.toMatch(/[<"]/);
    }),
  );
});

test("DOCX holds the sentences, the cited case with its licence, both pictures, and the banner in its header", async () => {
  const files = readZip(await exportReport(exampleReport(hostile), "docx", async () => pictures));
  const body = files.get("word/document.xml")?.toString("utf8") ?? "";
  expect(body).toContain("This image looks like an MRI.");
  expect(body).toContain("&lt;script&gt;");
  expect(body).toContain("中文");
  expect(body).toContain("Licence: CC0");
  expect(body).toContain(pairId);
  expect(body).not.toContain("\u0001");
  expect(files.get("word/header1.xml")?.toString("utf8")).toContain(draftBanner);
  expect([...files.keys()].some((name) => /^word\/media\/.+\.png$/.test(name))).toBe(true);
});

test("every page of a PDF has the banner and its number, and the cases have their licence", async () => {
  const long = exampleReport("A sentence that is long enough to be quoted in full in any report. ".repeat(12).trim());
  const sentences = Array.from({ length: 30 }, () => long.sections[1].sentences[1]);
  const report = { ...long, sections: [{ ...long.sections[1], sentences }] };
  const pages = pdfPages(await exportReport(report, "pdf", async () => pictures));
  expect(pages.length).toBeGreaterThan(2);
  for (const [i, page] of pages.entries()) {
    expect(page).toContain(draftBanner);
    expect(page).toContain(`page ${i + 1} of ${pages.length}`);
  }
  expect(pages.join("")).toContain("Licence: CC0");
});

test("a PDF is the same each time, and says which signs it could not write", async () => {
  const make = () => exportReport(exampleReport(hostile), "pdf", async () => pictures);
  const [first, second] = [await make(), await make()];
  expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
  const all = pdfPages(first).join("");
  expect(all).toContain("the other formats hold them as");
  expect(all).toContain("<= o");
});

test.each([
  ["5 µm – “so”", "5 µm – “so”", false],
  ["a\nb\tc", "a b c", false],
  ["≥ 3 α", ">= 3 alpha", true],
  ["Dvořák", "Dvorák", true],
  ["中", "¤", true],
  ["a\u200bb", "ab", true],
])("a PDF writes %j as %j", (raw, written, changed) => {
  expect(pdfText(raw)).toEqual({ text: written, changed });
});

test("a report without views of its cases, or with a key image that is none, is still exported", async () => {
  const none = { keyImage: new Uint8Array([1, 2, 3]), citedCases: new Map() };
  for (const format of ["pdf", "docx"] as const)
    expect((await exportReport(exampleReport(), format, async () => none)).length).toBeGreaterThan(1_000);
});

const Resource = z.looseObject({
  resourceType: z.literal("DiagnosticReport"),
  status: z.enum(["preliminary", "final", "amended"]),
  meta: z.object({ versionId: z.string(), lastUpdated: z.iso.datetime() }),
  resultsInterpreter: z.array(z.strictObject({ display: z.string() })).optional(),
  conclusion: z.string(),
  text: z.object({ div: z.string() }),
  code: z.object({ coding: z.array(z.object({ system: z.string(), code: z.string() })) }),
  contained: z.array(z.looseObject({ resourceType: z.string(), status: z.string() })),
});

test.each([
  ["a plain report", exampleReport()],
  ["a report with hostile text", exampleReport(hostile)],
  ["an edited report", edited],
  ["a pathology report", pathology()],
  ["a report without scores", { ...exampleReport(), evidence: [] }],
])("FHIR of %s is a valid R4 DiagnosticReport, preliminary, without a patient", (_, report) => {
  const json = toFhir(report, pictures);
  const resource = Resource.parse(JSON.parse(json));
  const { valid, messages } = new Fhir().validate(json, { errorOnUnexpected: true });
  expect(messages.filter(({ severity }) => severity === "error" || severity === "fatal")).toEqual([]);
  expect(valid).toBe(true);
  expect(resource).toMatchObject({ status: "preliminary" });
  expect(resource).not.toHaveProperty("resultsInterpreter");
  expect(resource).not.toHaveProperty("subject");
  expect(resource).not.toHaveProperty("identifier");
  expect(resource.text.div).toContain(draftBanner);
  expect(resource.conclusion).toContain("UNVERIFIED DRAFT");
  expect(resource.contained.filter(({ status }) => status === "final")).toEqual([]);
});

test.each([
  ["final", confirm(exampleReport()), "1"],
  ["amended", confirm(editedAfter), "3"],
])("FHIR of a confirmed report is %s, with its version and who confirmed it", (status, report, versionId) => {
  const json = toFhir(report, pictures);
  const { valid, messages } = new Fhir().validate(json, { errorOnUnexpected: true });
  expect(messages.filter(({ severity }) => severity === "error" || severity === "fatal")).toEqual([]);
  expect(valid).toBe(true);
  const resource = Resource.parse(JSON.parse(json));
  expect(resource).toMatchObject({ status, issued: report.confirmation?.at, resultsInterpreter: [{ display: name }] });
  expect(resource.meta).toEqual({ versionId, lastUpdated: report.confirmation?.at });
  expect(resource.contained.filter(({ status: each }) => each === "preliminary")).toEqual([]);
});

test("FHIR codes the document as imaging or as pathology", () => {
  const codeOf = (json: string) => Resource.parse(JSON.parse(json)).code.coding[0];
  expect(codeOf(toFhir(exampleReport(), pictures))).toMatchObject({ system: "http://loinc.org", code: "18748-4" });
  expect(codeOf(toFhir(pathology(), pictures))).toMatchObject({ code: "11526-1" });
});

test("an edited sentence is marked in Markdown", () => {
  expect(toMarkdown(edited)).toContain("edited by a person");
});

test.each([
  ["draft.md", "md"],
  ["a.b/Draft.PDF", "pdf"],
  ["draft.fhir.json", "fhir.json"],
  ["draft.json", "json"],
])("%s is written as %s", (path, format) => {
  expect(reportFormatOf(path)).toBe(format);
});

test.each(["draft", "draft.txt", "draft.doc", ".pdf", "pdf"])("%j is no format: wrong usage", (path) => {
  expect(() => reportFormatOf(path)).toThrow(expect.objectContaining({ code: "REPORT_FORMAT_UNKNOWN", kind: "usage" }));
});

function pathology() {
  const report = exampleReport();
  const template = { ...report.provenance.template, document: "pathology" as const };
  return { ...report, provenance: { ...report.provenance, template } };
}

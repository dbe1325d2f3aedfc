import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ingestSources } from "../../src/app/ingest-job.ts";
import type { Report } from "../../src/report/contract.ts";
import { ReportJson } from "../contracts/report-schema.ts";
import { openMini, root } from "../support/mini.ts";
import { hasShared, manifestRows, shared } from "../support/shared.ts";
import { librariesOf } from "../support/stored-pairs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { brainSlice, makeCases, openReports } from "./report-desk.ts";

let mini: Awaited<ReturnType<typeof openMini>>;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

const sentencesOf = (report: Report) => report.sections.flatMap(({ sentences }) => sentences);
const textOf = (report: Report) =>
  sentencesOf(report)
    .map(({ text }) => text)
    .join("\n");
const scanAt = (path: string) => ({ scan: { kind: "file" as const, path } });

/** Sentences that rest on other patients alone, and are not quotes of them. */
function takenOver(report: Report): readonly string[] {
  const other = new Set(report.evidence.flatMap(({ id, kind }) => (kind === "pair" ? [id] : [])));
  return sentencesOf(report)
    .filter(({ citations }) => citations.some(({ evidenceId }) => other.has(evidenceId)))
    .filter(
      ({ text, citations: [{ quote }] }) =>
        !/^In case \S+ the reporter wrote: "/.test(text) || !text.endsWith(`"${quote}"`),
    )
    .map(({ text }) => text);
}

describe("drafts from a small library", () => {
  test("sentences of similar cases are quoted with their case, and what is that patient's own is left out", async () => {
    const home = await temporaryFolder();
    await makeCases(home, mini, [
      {
        from: brainSlice,
        patient: "A1",
        caption:
          "The ventricles are symmetric and not enlarged. A shunt catheter is in place. Compared with the prior scan it is unchanged. 73-year-old man with headache.",
        licence: "CC0",
      },
    ]);
    const report = await openReports(home, { mini }).draft(scanAt(brainSlice));
    ReportJson.parse(report);
    expect(report.template.id).toBe("brain-mr");
    expect(textOf(report)).toContain('In case A1 the reporter wrote: "The ventricles are symmetric and not enlarged."');
    expect(textOf(report)).not.toMatch(/shunt|unchanged|73.year|headache/);
    expect(takenOver(report)).toEqual([]);
    const quoting = report.sections.filter(({ sentences }) => sentences.some(({ text }) => text.startsWith("In case")));
    expect(quoting.map(({ title }) => title)).toEqual(["Similar cases"]);
    expect(report.provenance.retrieved[0]).toMatchObject({ case: "A1", licence: "CC0" });
  });

  test("the same scan and library give the same draft", async () => {
    const home = await temporaryFolder();
    await makeCases(home, mini, [
      { from: brainSlice, patient: "A1", caption: "The ventricles are symmetric. The cortex is of normal thickness." },
      { from: brainSlice, patient: "A2", caption: "There is no midline shift. The basal ganglia are unremarkable." },
    ]);
    const {
      id: _1,
      createdAt: _2,
      savedAt: _5,
      ...first
    } = await openReports(home, { mini }).draft(scanAt(brainSlice));
    const {
      id: _3,
      createdAt: _4,
      savedAt: _6,
      ...second
    } = await openReports(home, { mini }).draft(scanAt(brainSlice));
    expect(second).toEqual(first);
  });

  test("one thing said twice is quoted once", async () => {
    const home = await temporaryFolder();
    await makeCases(home, mini, [
      { from: brainSlice, patient: "A1", caption: "The lateral ventricles are of normal size." },
      { from: brainSlice, patient: "A2", caption: "The lateral ventricles are normal in size." },
    ]);
    const report = await openReports(home, { mini }).draft(scanAt(brainSlice));
    expect(textOf(report).match(/lateral ventricles/g)).toHaveLength(1);
  });

  test("a case of another part of the body or kind of image is not quoted", async () => {
    const home = await temporaryFolder();
    await makeCases(home, mini, [
      { from: brainSlice, patient: "A1", anatomy: "Abdomen", caption: "The mass lies beside the kidney." },
      { from: brainSlice, patient: "A2", caption: "This CT scan shows a dense lesion of the liver." },
    ]);
    const report = await openReports(home, { mini }).draft(scanAt(brainSlice));
    expect(textOf(report)).not.toMatch(/kidney|liver/);
    expect(sentencesOf(report).map(({ flag }) => flag?.code)).toContain("NO_REPORT_SENTENCES");
  });

  test("a library of labels alone gives this scan's scores and one sentence that says so", async () => {
    const home = await temporaryFolder();
    await makeCases(home, mini, [{ from: brainSlice, patient: "A1", label: "glioma_tumor" }]);
    const report = await openReports(home, { mini }).draft(scanAt(brainSlice));
    ReportJson.parse(report);
    const missing = sentencesOf(report).filter(({ flag }) => flag?.code === "NO_REPORT_SENTENCES");
    expect(missing).toHaveLength(1);
    expect(missing[0].citations).toEqual([]);
    expect(report.evidence.filter(({ kind }) => kind === "pair")).toEqual([]);
    expect(report.evidence.filter(({ kind }) => kind === "score").length).toBeGreaterThan(0);
  });

  test("a region is said, and the key image shows it", async () => {
    const home = await temporaryFolder();
    await makeCases(home, mini, [{ from: brainSlice, patient: "A1", caption: "The ventricles are symmetric." }]);
    const region = { xPx: 10, yPx: 20, widthPx: 60, heightPx: 50 };
    const report = await openReports(home, { mini }).draft({ ...scanAt(brainSlice), region });
    expect(textOf(report)).toContain("60 × 50 pixels at 10, 20");
    expect(report.provenance.region).toEqual(region);
  });

  test("a prior report is quoted in the comparison, and one that is a document is refused", async () => {
    const home = await temporaryFolder();
    await makeCases(home, mini, [{ from: brainSlice, patient: "A1", caption: "The ventricles are symmetric." }]);
    const reports = openReports(home, { mini });
    const report = await reports.draft({ ...scanAt(brainSlice), prior: " Normal MR\u200b of the brain.\n" });
    ReportJson.parse(report);
    expect(report.sections.find(({ id }) => id === "comparison")?.sentences[0].text).toContain(
      '"Normal MR of the brain."',
    );
    const long = reports.draft({ ...scanAt(brainSlice), prior: "a ".repeat(6_000) });
    await expect(long).rejects.toMatchObject({ code: "PRIOR_REPORT_INVALID" });
  });

  test("what is left of a sentence that was cut in two is not quoted, and no more words than such reports have", async () => {
    const home = await temporaryFolder();
    const whole = "The ventricles are symmetric and of normal width for the age.";
    const cut = "Temperature rose (38.1? C), and the basal cisterns were wide open. L, the fourth ventricle is wide?";
    await makeCases(home, mini, [
      { from: brainSlice, patient: "A1", caption: `${cut} ${whole}` },
      ...["sulci", "gyri", "orbits", "sinuses", "vessels"].map((part, i) => ({
        from: brainSlice,
        patient: `B${i}`,
        caption: `The ${part} are of normal size and shape, and their signal is that of healthy tissue everywhere.`,
      })),
    ]);
    const report = await openReports(home, { mini }).draft(scanAt(brainSlice));
    const quotes = report.sections
      .flatMap(({ sentences }) => sentences)
      .flatMap(({ citations }) => citations.flatMap(({ pairId, quote }) => (pairId === undefined ? [] : [quote])));
    expect(quotes.length).toBeGreaterThan(1);
    expect(quotes.join(" ")).not.toMatch(/38\.1|basal cisterns|fourth ventricle/);
    expect(quotes.join(" ").match(/\p{L}+/gu)?.length).toBeLessThanOrEqual(40);
  });

  test("a prior report is compared by words with what the scores state, as quotes and never as findings", async () => {
    const home = await temporaryFolder();
    await makeCases(home, mini, [{ from: brainSlice, patient: "A1", caption: "The ventricles are symmetric." }]);
    const reports = openReports(home, { mini });
    const comparisonOf = async (prior: string) => {
      const report = await reports.draft({ ...scanAt(brainSlice), prior });
      ReportJson.parse(report);
      const { sentences } = report.sections.find(({ id }) => id === "comparison") ?? { sentences: [] };
      for (const { text, citations } of sentences.filter(({ text }) => text.startsWith("By words"))) {
        expect(citations).toHaveLength(2); // the prior's words and this scan's score
        expect(text).toMatch(/the prior report (?:reads "|does not name)/);
      }
      return { report, texts: sentences.map(({ text }) => text) };
    };
    const { texts, report } = await comparisonOf("A glioma lies in the left temporal lobe. No meningioma.");
    expect(texts).toContainEqual(
      'By words, gone: the prior report reads "A glioma lies in the left temporal lobe."; of the present scan this draft says that this scan\'s image does not fit glioma.',
    );
    expect(texts).toContainEqual(
      expect.stringContaining('By words, unchanged: the prior report reads "No meningioma."'),
    );
    expect(texts.at(-1)).toContain("words were compared, and no images");
    const elsewhere = report.sections.filter(({ id }) => id !== "comparison").flatMap(({ sentences }) => sentences);
    expect(elsewhere.map(({ text }) => text).join()).not.toMatch(/temporal lobe|prior/);
    const both = await comparisonOf("A glioma is suspected; later read: no glioma. Sinuses are clear.");
    expect(both.texts.filter((text) => text.includes("glioma") && text.startsWith("By words"))).toEqual([]);
    expect(both.texts.at(-1)).toContain("nothing was compared");
  });

  test("a template made for another kind of image states no finding of it", async () => {
    const home = await temporaryFolder();
    await makeCases(home, mini, [{ from: brainSlice, patient: "A1", caption: "The ventricles are symmetric." }]);
    const report = await openReports(home, { mini }).draft({ ...scanAt(brainSlice), template: "histology" });
    expect(report.template.id).toBe("histology");
    expect(textOf(report)).toContain("No finding is stated");
    expect(textOf(report)).not.toMatch(/adenocarcinoma|pneumonia/);
  });

  test("every sample is drafted with a citation or a flag on each sentence", async () => {
    const home = await temporaryFolder();
    const samples = join(root, "samples");
    const request = { sources: [samples], library: "cases", format: "manifest" as const };
    await ingestSources(request, { libraries: librariesOf(home), encoder: mini, rules: mini.rules });
    const reports = openReports(home, { mini });
    for (const name of ["BrainMidSagittalSlice.png", "retina.jpg", "ihc.png", "cell.png", "VisibleWomanEyeSlice.png"]) {
      const report = await reports.draft(scanAt(join(samples, "images", name)));
      ReportJson.parse(report);
      expect(takenOver(report)).toEqual([]);
    }
  });
});

const real = [
  { template: "chest-xray", folder: "nih_cxr_subset", where: () => true },
  { template: "brain-mr", folder: "brain_tumor_mri", where: () => true },
  { template: "histology", folder: "lc25000_histology", where: () => true },
  { template: "fundus", folder: "dr_fundus", where: () => true },
  { template: "generic", folder: "medpix2", where: (row: Record<string, unknown>) => row.anatomy === "Abdomen" },
];

describe.runIf(hasShared("data/medpix2"))("drafts of real scans from a library of MedPix", () => {
  let home: string;
  let close: () => Promise<void>;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "caselens-test-"));
    close = () => rm(home, { recursive: true, force: true });
    const folder = join(home, "medpix");
    await mkdir(join(folder, "images"), { recursive: true });
    const rows = manifestRows("medpix2", "train").slice(0, 400);
    for (const { file } of rows) await copyFile(join(shared, "data", "medpix2", file), join(folder, file)); // no link leads out of a source
    await writeFile(join(folder, "manifest.jsonl"), `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`);
    const request = { sources: [folder], library: "cases", format: "manifest" as const };
    const { total } = await ingestSources(request, { libraries: librariesOf(home), encoder: mini, rules: mini.rules });
    expect(total).toBeGreaterThan(300);
  });
  afterAll(() => close());

  test.each(real)(
    "$template: every sentence cites or is flagged, and no other patient's fact is taken over",
    async ({ template, folder, where }) => {
      const all = manifestRows(folder, "test").filter(where);
      const rows = all.filter((_, i) => i % Math.ceil(all.length / 6) === 0);
      const reports = openReports(home, { mini });
      const chosen: string[] = [];
      for (const { file } of rows) {
        const report = await reports.draft(scanAt(join(shared, "data", folder, file)));
        ReportJson.parse(report);
        expect(takenOver(report)).toEqual([]);
        chosen.push(report.template.id);
      }
      // the gate is right nearly always; where it is unsure the generic template stands in
      expect(chosen.filter((id) => id === template).length).toBeGreaterThan(rows.length / 2);
    },
  );
});

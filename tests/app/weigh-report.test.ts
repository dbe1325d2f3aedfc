import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFlagScores } from "../../src/app/flag-scores.ts";
import { createWeighReport } from "../../src/app/weigh-report.ts";
import { brainSlice, makeCases, openReports } from "../report/report-desk.ts";
import { openMini, root } from "../support/mini.ts";
import { librariesOf } from "../support/stored-pairs.ts";

let mini: Awaited<ReturnType<typeof openMini>>;
let home: string;
beforeAll(async () => {
  mini = await openMini();
  home = await mkdtemp(join(tmpdir(), "caselens-test-"));
  const captions = Array.from(
    { length: 8 },
    (_, i) => `Axial T1 slice. There is a ${i + 2} cm mass in the left temporal lobe. No hydrocephalus.`,
  );
  await makeCases(
    home,
    mini,
    captions.map((caption, i) => ({ from: brainSlice, patient: `P${i}`, caption })),
  );
});
afterAll(async () => {
  await mini[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

test("what a person wrote into a draft is held against its evidence, and what the evidence writer made is not", async () => {
  const reports = openReports(home, { mini });
  const weigh = createWeighReport({
    report: reports.get,
    openLibrary: (name) => librariesOf(home).open(name, mini.id),
    flagScores: createFlagScores(join(root, "prompts")),
  });
  const draft = await reports.draft({ scan: { kind: "file", path: brainSlice } });
  expect(await weigh(draft.id)).toEqual({ id: draft.id, version: 1, sentences: [] });

  const [first, ...others] = draft.sections;
  const own = ["A pacemaker with two leads is in place.", "There is a mass in the left temporal lobe."];
  const sentences = [...first.sentences, ...own.map((text) => ({ text, citations: [] }))];
  await reports.edit(draft.id, { version: 1, sections: [{ ...first, sentences }, ...others] });
  const weighed = await weigh(draft.id);
  expect(weighed).toMatchObject({ id: draft.id, version: 2 });
  expect(weighed.sentences.map(({ text, section }) => ({ text, section }))).toEqual(
    own.map((text) => ({ text, section: first.title })),
  );
  const [device, mass] = weighed.sentences.map(({ score }) => score);
  expect(device).toMatchObject({ flagged: true, way: "device" });
  expect(device.share).toBeGreaterThan((mass.share ?? 1) + 0.2);
  expect(device.parts.every(({ message }) => message.length > 10)).toBe(true);
});

test("a report that is not there", async () => {
  const weigh = createWeighReport({
    report: openReports(home, { mini }).get,
    openLibrary: (name) => librariesOf(home).open(name, mini.id),
    flagScores: createFlagScores(join(root, "prompts")),
  });
  await expect(weigh("nobody")).rejects.toMatchObject({ code: "REPORT_UNKNOWN" });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { textEvidence } from "../../src/app/flag-evidence.ts";
import { readFlagWeights } from "../../src/chat/flag-score/flag-weights.ts";
import { corruptReports } from "../../src/evaluation/flags/corrupt-reports.ts";
import { readCorruptionWords } from "../../src/evaluation/flags/corruption-words.ts";
import { FlagRows, flagFigures } from "../../src/evaluation/flags/flag-rows.ts";
import { measureFlags } from "../../src/evaluation/flags/flags.ts";
import { readFlagReports } from "../../src/evaluation/flags/read-reports.ts";
import { createReportSearch } from "../../src/evaluation/flags/report-search.ts";
import { claimRules as rules } from "../support/claim-rules.ts";
import { root } from "../support/mini.ts";

const words = await readCorruptionWords(join(root, "prompts", "evaluation", "corruptions.json"));
const weights = await readFlagWeights(join(root, "prompts", "chat", "flag-weights.json"));

const lines = Array.from({ length: 40 }, (_, i) => ({
  case: `c${i}`,
  indication: i % 4 === 0 ? "Right chest pain." : "Cough.",
  findings: `There is no pneumothorax or pleural effusion. ${i % 4 === 0 ? `A ${5 + (i % 6)} mm nodule is seen in the right upper lobe.` : "The lungs are clear."}`,
  impression: i % 4 === 0 ? "1. Right upper lobe nodule." : "1. No acute disease.",
  partition: i < 30 ? "train" : "test",
}));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caselens-flags-"));
  await writeFile(join(folder, "reports.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function reportsOf(partition: string) {
  return (await readFlagReports(folder)).filter((report) => report.partition === partition);
}

describe("reports that are read", () => {
  test("have their sentences, what was known before, and their partition", async () => {
    const [first] = await readFlagReports(folder);
    expect(first).toEqual({
      case: "c0",
      partition: "train",
      given: "Right chest pain.",
      sentences: [
        "There is no pneumothorax or pleural effusion.",
        "A 5 mm nodule is seen in the right upper lobe.",
        "Right upper lobe nodule.",
      ],
      imagePath: null,
    });
  });

  test("may stand in a table; then the partition is drawn by the case", async () => {
    const own = await mkdtemp(join(tmpdir(), "caselens-table-"));
    const rows = Array.from({ length: 400 }, (_, i) => `${i},"Clear, and no effusion.",Normal.`);
    await writeFile(join(own, "some_reports.csv"), ["uid,findings,impression", ...rows].join("\n"));
    const reports = await readFlagReports(own);
    expect(reports[7]).toMatchObject({ case: "7", given: null, sentences: ["Clear, and no effusion.", "Normal."] });
    const train = reports.filter(({ partition }) => partition === "train").length;
    expect(train / 400).toBeGreaterThan(0.6);
    expect(train / 400).toBeLessThan(0.8);
    await rm(own, { recursive: true, force: true });
  });

  test.each(["no json", '{"findings": "Without a case."}'])(
    "a bad line is named by its number alone: %s",
    async (line) => {
      const own = await mkdtemp(join(tmpdir(), "caselens-bad-"));
      await writeFile(join(own, "reports.jsonl"), `${JSON.stringify(lines[0])}\n${line}`);
      const error = await readFlagReports(own).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: "REPORTS_UNREADABLE",
        message: "The folder's reports cannot be used from row 2 on.",
      });
      await rm(own, { recursive: true, force: true });
    },
  );

  test("a folder without reports is refused", async () => {
    await expect(readFlagReports(join(folder, "nothing"))).rejects.toMatchObject({ code: "REPORTS_UNREADABLE" });
  });
});

test("a sentence under test is not in the rest, and the same seed makes the same ones wrong", async () => {
  const reports = await reportsOf("test");
  const options = { rules, words, seed: 3, frequency: () => () => 1 };
  const made = corruptReports(reports, options);
  expect(corruptReports(reports, options)).toEqual(made);
  expect(
    made.every(({ rest, original, report }) => !rest.includes(original) && rest.length === report.sentences.length - 1),
  ).toBe(true);
  expect(new Set(made.map(({ kind }) => kind))).toEqual(new Set(["side", "negation", "size", "finding", "device"]));
});

test("the search never returns the case that is left out, and the likest text first", () => {
  const search = createReportSearch([
    { case: "a", text: "calcified granuloma in the right lung" },
    { case: "b", text: "calcified granuloma" },
    { case: "c", text: "pleural effusion" },
  ]);
  expect(search("a calcified granuloma", "b", 5).map(({ text }) => text)).toEqual([
    "calcified granuloma in the right lung",
  ]);
  const [best] = search("a calcified granuloma", "c", 5);
  expect(best).toMatchObject({ text: "calcified granuloma" });
  expect(best.cosine).toBeCloseTo(1, 6);
});

test("wrong sentences of such reports score above what they were, and the rows give the figures again", async () => {
  const [train, tested] = [await reportsOf("train"), await reportsOf("test")];
  const { evidence } = textEvidence(tested, train, rules);
  const found = await measureFlags(tested, { ...evidence, rules, words, weights, seed: 0, now: () => 0 });
  expect(found.reports).toBe(10);
  const kinds = new Map(found.corruptions.map((each) => [each.corruption, each]));
  expect(kinds.get("negation")?.metrics.auroc?.value).toBeGreaterThan(0.8);
  expect(kinds.get("device")?.metrics.pairedAccuracy?.value).toBeGreaterThan(0.9);
  expect(kinds.get("side")?.metrics.pairedAccuracy?.value).toBeGreaterThan(0.9); // the impression says the side again
  const again = FlagRows.parse(JSON.parse(JSON.stringify(found.scored)));
  const statistics = flagFigures(again).statisticsOf([...again.rows.keys()]);
  const ones = new Float64Array(again.rows.length).fill(1);
  expect(statistics.find(({ name }) => name === "auroc")?.statistic(ones)).toBe(found.metrics.auroc?.value);
  expect(JSON.stringify(found.scored)).not.toMatch(/nodule|c3\d/);
});

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import * as contract from "../contracts/cli-schemas.ts";
import { root } from "../support/mini.ts";
import { type Cli, cliAt, readDocument } from "../support/run-cli.ts";
import { writeTinyClip } from "../support/tiny-clip.ts";

/** Stands in labels, answers and file names here, and in no error. */
const canary = "Kanarienvogel";

const sample = (file: string) => join(root, "samples", "images", file);
// biome-ignore format: a table
const rows = [
  { file: "BrainT1Slice.png", modality: "MRI", label: "axial", patient: "p1", sex: "F", partition: "test", caption: "Axial MR slice of the brain, T1-weighted." },
  { file: "BrainProtonDensitySlice256x256.png", modality: "MRI", label: "axial", patient: "p1", partition: "test", caption: "short" },
  { file: "BrainMidSagittalSlice.png", modality: "MRI", label: "sagittal", patient: "p2", partition: "test", caption: "Mid-sagittal MR slice of a head." },
  { file: "retina.jpg", modality: "Colour fundus photograph", label: "eye", patient: "p3", partition: "test", caption: "Colour photograph of a retina with its optic disc." },
  { file: "microaneurysms.png", modality: "Colour fundus photograph", label: "eye", patient: "p4", partition: "train", caption: null },
  { file: "none.png", modality: "MRI", label: canary, patient: "p5", partition: "test", caption: canary },
  { file: `${canary}.png`, modality: "MRI", label: "axial", patient: "p6", partition: "test", caption: null },
];
// biome-ignore format: a table
const questions = [
  { file: "retina.jpg", question: "Is this a CT?", answer: "No", answer_type: "CLOSED" },
  { file: "retina.jpg", question: "Is this a fundus photograph?", answer: "yes", answer_type: "closed" },
  { file: "retina.jpg", question: "What kind of image is this?", answer: "Fundus photograph.", answer_type: "OPEN" },
  { file: "BrainT1Slice.png", question: "Is this a CT?", answer: "Yes", answer_type: "CLOSED" },
  { file: "BrainT1Slice.png", question: "Is there a pneumothorax?", answer: "No", answer_type: "CLOSED" },
  { file: "microaneurysms.png", question: "Is this a CT?", answer: "No", answer_type: "CLOSED" },
];

let folder: string;
let data: string;
let cli: Cli;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caselens-eval-"));
  data = join(folder, "data");
  cli = cliAt(join(folder, "home"));
  for (const { file } of rows) if (!/none|Kanarien/.test(file)) await cp(sample(file), join(data, file));
  await writeFile(join(data, `${canary}.png`), "no picture");
  await writeFile(join(data, "manifest.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
  await writeFile(join(data, "vqa.jsonl"), questions.map((each) => JSON.stringify(each)).join("\n"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function evaluate<S extends z.ZodType>(schema: S, args: readonly string[], code = 0): Promise<z.output<S>> {
  return readDocument(await cli("eval", ...args, "--json"), schema, code);
}

test("zeroshot with prompts screened on another partition, and bags of rows by the mean of their greatest cosines", async () => {
  const prompts = join(folder, "screened.json");
  const classes = [
    { name: "brain", synonyms: ["an MRI of a brain", "a brain"], field: "modality", labels: ["MRI"] },
    { name: "retina", synonyms: ["a retina"], field: "modality", labels: ["Colour fundus photograph"] },
  ];
  await writeFile(prompts, JSON.stringify({ id: "screened", templates: ["{}", "an image of {}"], classes }));
  const args = ["zeroshot", "--data", data, "--prompts", prompts, "--partition", "test"];
  const found = await evaluate(contract.EvalZeroShot, [...args, "--screen-on", "train", "--pool-by", "patient"]);
  expect(found).toMatchObject({
    protocol: "zeroshot-screened-1",
    screening: { partition: "train", images: 1, candidates: 4, kept: 4 },
    pooled: { bags: 3, mixed: 0 },
  });
  expect(Object.keys(found.pooled?.balancedAccuracy ?? {})).toEqual(["1", "5", "10", "50", "100"]);
  const plain = await evaluate(contract.EvalZeroShot, args);
  expect(plain).toMatchObject({ protocol: "zeroshot-1", screening: null, pooled: null });
  await evaluate(contract.ErrorDocument, [...args, "--screen-on", "nothing"], 3);
});

test("zeroshot, by a field of the manifest: trained classes, what cannot be read is listed, cases are patients", async () => {
  const args = ["zeroshot", "--data", data, "--prompts", "modality", "--partition", "test"];
  const found = await evaluate(contract.EvalZeroShot, args);
  expect(found).toMatchObject({
    data: "data",
    n: 4,
    cases: 3,
    partition: "test",
    seenInTraining: 0,
    trainedClasses: true,
  });
  expect(found.metrics.balancedAccuracy).toEqual({ value: 1, low: 1, high: 1 });
  expect(found.metrics.auroc?.value).toBe(1);
  expect(found.metrics.brier).toBeUndefined(); // nothing calibrates this encoder's shares
  expect(found.classes.filter(({ n }) => n > 0).map(({ name, n }) => `${name} ${n}`)).toEqual([
    "MRI 3",
    "fundus photograph 1",
  ]);
  expect(found.failed.map(({ code }) => code).sort()).toEqual(["IMAGE_MISSING", "SCAN_UNSUPPORTED"]);
});

test.each([{ images: "blank" }, { images: "shuffled" }])(
  "zeroshot of $images images: the same rows, and the image's help is gone",
  async ({ images }) => {
    const args = ["zeroshot", "--data", data, "--prompts", "modality", "--partition", "test", "--images", images];
    const found = await evaluate(contract.EvalZeroShot, args);
    expect(found).toMatchObject({ n: 4, cases: 3, images });
    // Blank ones are all called alike: one of the two classes, or none of them.
    const most = images === "blank" ? 0.5 : 0.99;
    expect(found.metrics.balancedAccuracy?.value).toBeLessThanOrEqual(most);
  },
);

test("slices are by a manifest field; those of few cases are listed alone", async () => {
  const args = ["--data", data, "--partition", "test", "--slice", "sex"];
  const named = await evaluate(contract.EvalZeroShot, ["zeroshot", "--prompts", "modality", ...args]);
  const female = { name: "female", n: 1, cases: 1, ranked: false, metrics: {} };
  expect(named.slices).toEqual({ field: "sex", slices: [female], without: 3, gaps: {} });
  const near = await evaluate(contract.EvalRetrieval, ["retrieval", ...args]);
  expect(near.slices).toEqual({ field: "sex", slices: [female], without: 3, gaps: {} });
});

test("a result file has every row's scores, and no path, patient, caption or question", async () => {
  for (const [task, more] of [
    ["zeroshot", ["--prompts", "modality"]],
    ["retrieval", []],
    ["vqa", []],
    ["vqa", ["--protocol", "vqa-head-1"]],
  ] as const) {
    const out = join(folder, `${task}${more.length}.json`);
    const args = [task, "--data", data, "--partition", "test", ...more, "--out", out, "--json"];
    const document: unknown = JSON.parse((await cli("eval", ...args)).stdout);
    const text = await readFile(out, "utf8");
    const { scored, ...saved }: { scored: { kind: string } } = JSON.parse(text);
    expect(scored.kind).toBe(task);
    expect({ ...saved, failed: [] }).toEqual({ ...Object(document), failed: [], seconds: expect.any(Number) });
    expect(text).not.toMatch(/\bp[1-6]\b|\.png|\.jpg|fundus photograph\?|optic disc|Kanarienvogel/);
  }
});

test("zeroshot, without a prompt set that matches: the labels are the names", async () => {
  const found = await evaluate(contract.EvalZeroShot, ["zeroshot", "--data", data]);
  expect(found).toMatchObject({ n: 5, partition: null, trainedClasses: false, promptSet: { id: "labels" } });
  expect(found.classes.map(({ name }) => name)).toEqual(["axial", "eye", "sagittal"]);
  expect(found.confusion.map((row) => row.reduce((sum, n) => sum + n, 0))).toEqual([2, 2, 1]);
});

test("zeroshot, by a set of findings: several in a label, each ranked by itself, with those that have none", async () => {
  const labels = ["Effusion|Mass", "No Finding", "Effusion, Nodule", "", canary];
  const files = ["BrainT1Slice.png", "retina.jpg", "ihc.png", "BrainMidSagittalSlice.png", "microaneurysms.png"];
  const findings = join(folder, "findings");
  for (const file of files) await cp(sample(file), join(findings, file));
  const lines = files.map((file, i) => JSON.stringify({ file, label: labels[i] }));
  await writeFile(join(findings, "manifest.jsonl"), lines.join("\n"));
  const args = ["zeroshot", "--data", findings, "--prompts", "chest-xray-findings"];
  const found = await evaluate(contract.EvalFindings, args);
  expect(found).toMatchObject({ n: 3, unlabelled: 2, trainedClasses: false });
  expect(found.metrics.abstentionRate?.value).toBe(1); // none is a chest X-ray
  const told = found.classes.filter(({ n }) => n > 0);
  expect(told.map(({ name, n }) => `${name} ${n}`)).toEqual(["pleural effusion 2", "mass 1", "nodule 1"]);
  const each = told.map(({ auroc }) => auroc ?? Number.NaN);
  expect(found.metrics.auroc?.value).toBeCloseTo(each.reduce((sum, value) => sum + value, 0) / 3, 12);
  expect(found.classes.filter(({ n, auroc }) => n === 0 && auroc !== null)).toEqual([]);
});

test("zeroshot, by a table with a column for each finding: uncertain ones are left out, by a map, with intervals", async () => {
  const at = join(folder, "columns");
  const files = ["BrainT1Slice.png", "retina.jpg", "ihc.png", "BrainMidSagittalSlice.png", "microaneurysms.png"];
  for (const file of files) await cp(sample(file), join(at, "img", file));
  const cells = ["a,F,,1.0,0.0,", "b,M,,-1.0,1.0,", "b,M,1.0,,,", "c,F,,0.0,1.0,1", "d,F,,,,"];
  const lines = files.map((file, i) => `img/${file},${cells[i]}`);
  const head = "DicomPath,Subject,Sex,No Finding,Pleural Effusion,Edema,Lung Opacity";
  await writeFile(join(at, "train.csv"), [head, ...lines].join("\n"));
  await writeFile(join(at, "map.json"), JSON.stringify({ file: "DicomPath", case: "Subject" }));
  const args = ["zeroshot", "--data", join(at, "train.csv"), "--map", join(at, "map.json")];
  const prompts = ["--prompts", "chest-xray-findings-chexpert"];
  const found = await evaluate(contract.EvalFindings, [...args, ...prompts, "--protocol", "zeroshot-findings-1"]);
  expect(found).toMatchObject({
    n: 4,
    cases: 3,
    unlabelled: 1,
    trainedNames: ["pneumonia"],
    labels: { kind: "columns", uncertain: "ignore", uncertainCells: 1, blankCells: 5 },
  });
  const counted = found.classes.filter(({ n, absent }) => n + absent > 0);
  expect(counted.map(({ name, n, absent, leftOut }) => [name, n, absent, leftOut])).toEqual([
    ["lung opacity", 1, 3, 0],
    ["pulmonary oedema", 2, 2, 0],
    ["pleural effusion", 1, 2, 1],
  ]);
  for (const { auroc, aurocFigure } of counted) {
    const { value, low, high } = aurocFigure ?? { value: 2, low: 2, high: 2 };
    expect(value).toBe(auroc);
    expect(low <= value && value <= high).toBe(true);
  }
  const present = await evaluate(contract.EvalFindings, [...args, ...prompts, "--uncertain", "present"]);
  expect(present.classes.find(({ name }) => name === "pleural effusion")).toMatchObject({
    n: 2,
    absent: 2,
    leftOut: 0,
  });
  const shuffled = await evaluate(contract.EvalFindings, [
    ...args,
    ...prompts,
    "--images",
    "shuffled",
    "--slice",
    "Sex",
  ]);
  expect(shuffled).toMatchObject({ n: 4, failed: [], images: "shuffled", slices: { field: "Sex", without: 0 } });
  const people = await cli("eval", ...args, ...prompts, "--quiet");
  expect(people.stdout).toContain("zero-shot but for the trained class pneumonia");
  expect(people.stdout).toContain("Uncertain cells (-1), here 1, are left out");
});

test.each([
  { name: "names among all", args: ["--protocol", "zeroshot-findings-1"] },
  { name: "names that are not screened", args: ["--protocol", "zeroshot-screened-1"] },
  { name: "findings", args: ["--prompts", "chest-xray-findings", "--protocol", "zeroshot-1"] },
  { name: "screened names", args: ["--screen-on", "train", "--protocol", "zeroshot-1"] },
])("a protocol by which $name are not measured is refused", async ({ args }) => {
  const found = await evaluate(contract.ErrorDocument, ["zeroshot", "--data", data, ...args], 2);
  expect(found.error.code).toBe("PROTOCOL_MISMATCH");
});

test("retrieval: captions of more than eight characters, neighbours of other partitions or other cases", async () => {
  const whole = await evaluate(contract.EvalRetrieval, ["retrieval", "--data", data]);
  expect(whole.candidates).toEqual({ captions: 3, images: 3, neighbours: 5 });
  expect(whole.metrics.recallAt5?.value).toBe(1);
  expect(whole.metrics.meanRank?.value).toBeLessThanOrEqual(3);
  const one = await evaluate(contract.EvalRetrieval, ["retrieval", "--data", data, "--partition", "test"]);
  expect(one.candidates).toEqual({ captions: 3, images: 3, neighbours: 1 });
  expect(one.metrics.majorityVoteAt5?.value).toBe(0.25); // the only neighbour is an eye
});

test("vqa: a closed answer is right or wrong, an abstention is wrong and is counted", async () => {
  const found = await evaluate(contract.EvalVqa, ["vqa", "--data", data, "--partition", "test"]);
  expect(found).toMatchObject({
    n: 5,
    cases: 2,
    closed: { n: 4, answered: 3 },
    open: { n: 1, answered: 1 },
    images: "own",
  });
  expect(found.metrics.closedAccuracy?.value).toBe(0.5);
  expect(found.metrics.openExact?.value).toBe(1);
  expect(found.metrics.abstentionRate?.value).toBeCloseTo(0.2, 12);
});

test.each([{ images: "blank" }, { images: "shuffled" }])(
  "vqa about $images images is asked of those",
  async ({ images }) => {
    const args = ["vqa", "--data", data, "--partition", "test", "--images", images];
    const found = await evaluate(contract.EvalVqa, args);
    expect(found).toMatchObject({ n: 5, images });
    expect(found.metrics.openExact?.value).toBe(0); // "fundus photograph" is what only the image itself says
  },
);

test("vqa-head-1: the head and its twin answer everything, and the gain is the difference between them", async () => {
  const args = ["vqa", "--data", data, "--partition", "test", "--protocol", "vqa-head-1"];
  const own = await evaluate(contract.EvalVqaHead, args);
  expect(own).toMatchObject({
    n: 5,
    protocol: "vqa-head-1",
    closed: { n: 4, answered: 4 },
    open: { n: 1, answered: 1 },
  });
  const { metrics, questionOnly, gain } = own;
  for (const name of ["closedAccuracy", "openExact", "openTokenRecall"] as const)
    expect(gain[name]?.value).toBeCloseTo((metrics[name]?.value ?? 9) - (questionOnly[name]?.value ?? 9), 12);
  const blank = await evaluate(contract.EvalVqaHead, [...args, "--images", "blank"]);
  expect(blank.questionOnly).toEqual(questionOnly); // the twin does not see the image
  const people = await cli("eval", ...args, "--quiet");
  expect(people.stdout).toMatch(/closedAccuracy, gain\s+-?\.\d{3}/);
});

test("robustness: neighbours of other cases, by what they show and where they come from", async () => {
  const args = ["robustness", "--data", data, "--biology", "modality", "--site", "partition", "--k", "2"];
  const found = await evaluate(contract.EvalRobustness, args);
  expect(found).toMatchObject({
    n: 1,
    cases: 1,
    oneSided: 4,
    biology: "modality",
    site: "partition",
    k: 2,
    without: 0,
  });
  expect(found.sites).toEqual([
    { name: "test", n: 4 },
    { name: "train", n: 1 },
  ]);
  const { sameSame, sameOther, otherSame, otherOther } = found.neighbours;
  expect(sameSame + sameOther + otherSame + otherOther).toBe(2); // of the fundus photograph of test alone: no MRI is elsewhere
  expect(found.chance).toBeCloseTo(1 / 4, 12);
  expect(found.metrics.robustnessIndex?.value).toBeCloseTo(sameOther / (sameOther + otherSame), 12);
  const people = await cli("eval", ...args, "--quiet");
  expect(people.stdout).toMatch(/Of the 2 nearest of each/);
});

test("report: drafts against captions, quoting only from a library that is named, and never the scan's own case", async () => {
  const args = ["report", "--data", data, "--partition", "test"];
  const alone = await evaluate(contract.EvalReport, args);
  expect(alone).toMatchObject({ n: 3, library: null, quotes: { n: 0, metrics: {} }, without: 2 });
  expect(alone.metrics.rougeL?.value).toBeGreaterThan(0);
  expect(await cli("ingest", data, "--library", "own")).toMatchObject({ code: 0 });
  const quoting = await evaluate(contract.EvalReport, [...args, "--library", "own"]);
  expect(quoting.library).toBe("own");
  expect(alone.baselines).toBeNull();
  for (const baseline of [quoting.baselines?.nearest, quoting.baselines?.random]) {
    expect(baseline?.metrics.rougeL?.value).toBeLessThan(0.9); // of another case too
    expect(Object.keys(baseline?.quotesLessIt ?? {})).toEqual(Object.keys(baseline?.metrics ?? {}));
  }
  for (const { references, drafts, both } of quoting.findings)
    expect(both).toBeLessThanOrEqual(Math.min(references, drafts));
  expect(quoting.quotes.metrics.rougeL?.value ?? 0).toBeLessThan(0.9); // nobody quotes the caption that is compared
  const field = await evaluate(contract.EvalReport, [...args, "--text", "modality"]);
  expect(field).toMatchObject({ n: 1, without: 4 });
});

test("flags: sentences made wrong, held against the cases of a library or against the other reports", async () => {
  const own = join(folder, "reports");
  await cp(data, own, { recursive: true });
  const lines = ["p1", "p2", "p3", "p5"].map((patient, i) => ({
    case: patient,
    images: [["BrainT1Slice.png", "BrainMidSagittalSlice.png", "retina.jpg", "none.png"][i]],
    findings: `There is no mass or hydrocephalus. A ${4 + i} mm lesion is seen in the left frontal lobe.`,
    history: "Headache on the left.",
    partition: i === 0 ? "test" : "train",
  }));
  await writeFile(join(own, "reports.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
  expect(await cli("ingest", data, "--library", "pictures")).toMatchObject({ code: 0 });
  const out = join(folder, "flags.json");
  const byImage = await evaluate(contract.EvalFlags, ["flags", "--data", own, "--library", "pictures", "--out", out]);
  expect(byImage).toMatchObject({ library: "pictures", cases: 3, reports: 3 });
  expect(byImage.failed).toMatchObject([{ source: "p5" }]);
  const byText = await evaluate(contract.EvalFlags, ["flags", "--data", own, "--partition", "test"]);
  expect(byText).toMatchObject({ library: null, n: 5, cases: 1 });
  const same = await evaluate(contract.EvalCompare, ["compare", out, out]);
  expect(same.metrics.auroc?.difference.value).toBe(0);
  const nothing = await evaluate(contract.ErrorDocument, ["flags", "--data", data], 3);
  expect(nothing.error.code).toBe("REPORTS_UNREADABLE");
});

test("compare: two result files of the same rows, and several models on the same data", async () => {
  const out = (name: string) => join(folder, `${name}.json`);
  const zeroshot = ["zeroshot", "--data", data, "--prompts", "modality", "--partition", "test"];
  for (const images of ["own", "blank"])
    await evaluate(contract.EvalZeroShot, [...zeroshot, "--images", images, "--out", out(images)]);
  const found = await evaluate(contract.EvalCompare, ["compare", out("own"), out("blank")]);
  expect(found).toMatchObject({ n: 4, cases: 3, first: { images: "own" }, second: { images: "blank" } });
  expect(found.metrics.balancedAccuracy?.difference.value).toBeLessThanOrEqual(-0.5);
  await evaluate(contract.EvalVqa, ["vqa", "--data", data, "--partition", "test", "--out", out("vqa")]);
  const differ = await evaluate(contract.ErrorDocument, ["compare", out("own"), out("vqa")], 3);
  expect(differ.error.code).toBe("EVALUATIONS_DIFFER");
  const unreadable = await evaluate(contract.ErrorDocument, ["compare", out("own"), join(folder, canary)], 3);
  expect(unreadable.error.code).toBe("RESULT_UNREADABLE");
  expect(JSON.stringify(unreadable)).not.toContain(canary);
});

test("compare: several models are measured on the same data and ranked, each against the first", async () => {
  const checkpoint = join(folder, "tiny");
  await mkdir(checkpoint);
  const card = await writeTinyClip(checkpoint);
  expect(await cli("models", "import", checkpoint, "--card", card)).toMatchObject({ code: 0 });
  const args = ["compare", "--encoders", "mini,tiny-clip", "--data", data, "--prompts", "modality"];
  const found = await evaluate(contract.EvalRanking, args);
  expect(found).toMatchObject({ n: 5, metric: "balancedAccuracy", of: { task: "zeroshot" } });
  const [best, other] = found.encoders;
  expect([best.encoder, other.encoder]).toEqual([
    expect.stringMatching(/^mini-v1@/),
    expect.stringMatching(/^tiny-clip@/),
  ]);
  expect(best).toMatchObject({ rank: 1, difference: null });
  expect(other.difference?.value).toBeCloseTo(other.figure.value - best.figure.value, 12);
});

test("every evaluation writes a page that loads nothing and names no file and no patient", async () => {
  const out = (name: string) => join(folder, `page-${name}`);
  const rest = ["--data", data, "--partition", "test", "--quiet"];
  const commands = [
    ["zeroshot", ...rest, "--prompts", "modality", "--slice", "sex", "--out", out("a.json")],
    ["retrieval", ...rest],
    ["vqa", ...rest],
    ["vqa", ...rest, "--protocol", "vqa-head-1"],
    ["robustness", "--data", data, "--biology", "modality", "--site", "partition"],
    ["report", ...rest],
    ["flags", "--data", join(folder, "reports"), "--partition", "test", "--quiet"],
    ["compare", out("a.json"), out("a.json")],
  ];
  for (const [i, command] of commands.entries()) {
    const page = out(`${i}.html`);
    expect(await cli("eval", ...command, "--html", page)).toMatchObject({ code: 0 });
    const text = await readFile(page, "utf8");
    expect(text).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/);
    expect(text).not.toMatch(/<script|https?:|\.png"|\.jpg|Kanarienvogel|>p[1-6]</);
    expect(text).toContain("Research and education software, not a medical device.");
  }
});

test.each([
  { name: "one file", args: ["own.json"], code: "USAGE", exit: 2 },
  { name: "one model", args: ["--encoders", "mini", "--data", "x"], code: "USAGE", exit: 2 },
  { name: "a model twice", args: ["--encoders", "mini,mini", "--data", "x"], code: "USAGE", exit: 2 },
  { name: "models without data", args: ["--encoders", "mini,plip"], code: "USAGE", exit: 2 },
  { name: "files and models", args: ["a", "b", "--encoders", "mini,plip"], code: "USAGE", exit: 2 },
])("compare with $name exits $exit with $code", async ({ args, code, exit }) => {
  const found = await evaluate(contract.ErrorDocument, ["compare", ...args], exit);
  expect(found.error.code).toBe(code);
});

test("for people: figures as a table, progress on stderr alone, and silence with --quiet", async () => {
  const { stdout, stderr, code } = await cli("eval", "vqa", "--data", data, "--quiet");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/closedAccuracy\s+\.\d{3}\s+\[/);
});

test.each([
  {
    name: "a library for a protocol that reads none",
    args: ["vqa", "--protocol", "vqa-head-1", "--library", canary],
    exit: 2,
    code: "LIBRARY_NOT_USED",
  },
  { name: "no such partition", args: ["zeroshot", "--partition", canary], exit: 3, code: "EVALUATION_EMPTY" },
  {
    name: "no label that a class stands for",
    args: ["zeroshot", "--prompts", "white-blood-cells"],
    exit: 3,
    code: "EVALUATION_EMPTY",
  },
  {
    name: "a prompt file that is not there",
    args: ["zeroshot", "--prompts", canary],
    exit: 3,
    code: "PROMPT_SET_MISSING",
  },
  {
    name: "classes and sites that are not crossed",
    args: ["robustness", "--biology", "patient", "--site", "modality"],
    exit: 3,
    code: "EVALUATION_EMPTY",
  },
  {
    name: "no such field",
    args: ["robustness", "--biology", canary, "--site", canary],
    exit: 3,
    code: "EVALUATION_EMPTY",
  },
  { name: "a protocol that is not built", args: ["zeroshot", "--protocol", canary], exit: 2, code: "USAGE" },
  { name: "a seed that is no number", args: ["retrieval", "--seed", canary], exit: 2, code: "USAGE" },
  { name: "a file where none can be", args: ["vqa", "--out", "/nowhere/x.json"], exit: 1, code: "RESULT_UNWRITABLE" },
  { name: "a page in place of a folder", args: ["zeroshot", "--html", tmpdir()], exit: 1, code: "RESULT_UNWRITABLE" },
  { name: "a slice that no row is in", args: ["zeroshot", "--slice", canary], exit: 3, code: "FIELD_MISSING" },
  { name: "captions by such a slice", args: ["retrieval", "--slice", canary], exit: 3, code: "FIELD_MISSING" },
  { name: "bags that no row is in", args: ["zeroshot", "--pool-by", canary], exit: 3, code: "FIELD_MISSING" },
  { name: "images of no kind", args: ["vqa", "--images", canary], exit: 2, code: "USAGE" },
  { name: "a library that is not there", args: ["vqa", "--library", "none"], exit: 3, code: "LIBRARY_UNKNOWN" },
])("$name exits $exit with $code", async ({ args, exit, code }) => {
  const [task, ...rest] = args;
  const found = await evaluate(contract.ErrorDocument, [task, "--data", data, ...rest], exit);
  expect(found.error.code).toBe(code);
  expect(JSON.stringify(found)).not.toContain(canary);
});

test("rows that lead out of their folder are said to, and not that a partition is empty", async () => {
  const outside = join(folder, "outside");
  await mkdir(outside);
  await writeFile(
    join(outside, "manifest.jsonl"),
    `${JSON.stringify({ file: sample("retina.jpg"), label: canary })}\n`,
  );
  const found = await evaluate(contract.ErrorDocument, ["zeroshot", "--data", outside], 3);
  expect(found.error).toMatchObject({ code: "ROWS_UNUSABLE", message: expect.stringContaining("OUTSIDE_SOURCE") });
});

test("a device is not replaced by a result", async () => {
  const pipe = join(folder, "pipe");
  await promisify(execFile)("mkfifo", [pipe]);
  const found = await evaluate(contract.ErrorDocument, ["zeroshot", "--data", data, "--out", pipe], 1);
  expect(found.error.code).toBe("RESULT_UNWRITABLE");
  expect((await stat(pipe)).isFIFO()).toBe(true);
});

test("no data, no folder, and questions that cannot be read are refused", async () => {
  const none = await evaluate(contract.ErrorDocument, ["vqa"], 2);
  expect(none.error.code).toBe("USAGE");
  const missing = await evaluate(contract.ErrorDocument, ["retrieval", "--data", join(folder, canary)], 3);
  expect(missing.error.code).toBe("SOURCE_NOT_FOUND");
  const bad = join(folder, "bad");
  await cp(data, bad, { recursive: true });
  for (const line of [
    `{"file": "${canary}"}`,
    canary,
    '{"file":"a","question":"b","answer":"c","answer_type":"MAYBE"}',
  ]) {
    await writeFile(join(bad, "vqa.jsonl"), `${JSON.stringify(questions[0])}\n${line}\n`);
    const found = await evaluate(contract.ErrorDocument, ["vqa", "--data", bad], 3);
    expect(found.error).toMatchObject({ code: "QUESTIONS_UNREADABLE", message: expect.stringContaining("line 2") });
    expect(JSON.stringify(found)).not.toContain(canary);
  }
  await rm(join(bad, "vqa.jsonl"));
  const gone = await evaluate(contract.ErrorDocument, ["vqa", "--data", bad], 3);
  expect(gone.error.code).toBe("QUESTIONS_UNREADABLE");
});

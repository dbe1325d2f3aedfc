/**
 * Runs `caselens eval` on the development data and collects its figures:
 * `evaluate.mjs [--encoder mini] [--partition test] [--data ../shared/data] [--questions DIR] [--out FILE] [--only WORD]`, after `npm run build`.
 * DIR is what `questions.py DIR PARTITION` writes. Started again, it leaves out what the file has of the same encoder revision; --only takes
 * the evaluations whose name has the word.
 */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = resolve(here, "../..");
const { values: options } = parseArgs({
  options: {
    encoder: { type: "string", default: "mini" },
    partition: { type: "string", default: "test" },
    data: { type: "string", default: join(root, "../shared/data") },
    questions: { type: "string" },
    out: { type: "string", default: join(root, "models/mini/evaluation.json") },
    only: { type: "string", default: "" },
  },
});

const labelled = [
  "lc25000_histology",
  "brain_tumor_mri",
  "nih_cxr_subset",
  "wbc_blood_smear",
  "busi_ultrasound",
  "mednist_modalities",
];
const chest = ["nih_cxr_subset", "covid_cxr_notes", "hannover_covid_cxr"];
const everyKind = [...labelled, "medpix2", "covid_cxr_notes", "hannover_covid_cxr", "dr_fundus", "bccd_blood_smear"];
const located = ["brain_tumor_mri", "nih_cxr_subset", "lc25000_histology", "dr_fundus", "busi_ultrasound"];
const grades = ["diabetic-retinopathy", "diabetic-retinopathy-grade"];
const evaluations = [
  { name: "zeroshot modality", task: "zeroshot", folders: everyKind, prompts: "modality" },
  { name: "zeroshot modality, medpix2 alone", task: "zeroshot", folders: ["medpix2"], prompts: "modality" },
  ...labelled.map((folder) => ({ name: `zeroshot ${folder}`, task: "zeroshot", folders: [folder] })),
  {
    name: "zeroshot pneumonia, three sources",
    task: "zeroshot",
    folders: chest,
    prompts: join(here, "texts/pneumonia-sources.json"),
  },
  ...grades.map((prompts) => ({ name: `zeroshot ${prompts}`, task: "zeroshot", folders: ["dr_fundus"], prompts })),
  ...["medpix2", ...labelled].map((folder) => ({ name: `retrieval ${folder}`, task: "retrieval", folders: [folder] })),
  ...grades.map((prompts) => ({ name: `retrieval ${prompts}`, task: "retrieval", folders: ["dr_fundus"], prompts })),
  ...["own", "blank", "shuffled"].map((images) => ({
    name: `vqa vqa_rad, ${images} images`,
    task: "vqa",
    folders: ["vqa_rad"],
    images,
  })),
  ...["own", "blank", "shuffled"].map((images) => ({
    name: `head vqa_rad, ${images} images`,
    task: "vqa",
    folders: ["vqa_rad"],
    images,
    protocol: "vqa-head-1",
  })),
  ...(options.questions ? ["vqa-1", "vqa-head-1"] : []).map((protocol) => ({
    name: `${protocol === "vqa-1" ? "vqa" : "head"} manifests, own images`,
    task: "vqa",
    folders: [resolve(options.questions)],
    images: "own",
    protocol,
  })),
  { name: "localisation", task: "localisation", folders: located },
];

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { encoder } = await caselens(["models", "show", options.encoder]);
const about = {
  encoder,
  partition: options.partition,
  program: `caselens ${version}, caselens eval; protocols in docs/evaluation.md`,
  intervals: "95 %: 1,000 resamples of cases (patient, group or tile, else the image), the model as it is",
};
const before = existsSync(options.out) ? JSON.parse(readFileSync(options.out, "utf8")) : {};
const same = before.about?.encoder === encoder && before.about.partition === options.partition;
const found = same ? before.figures : {};
for (const evaluation of evaluations) {
  const { name } = evaluation;
  if (found[name] || !name.includes(options.only)) continue;
  found[name] = await measure(evaluation);
  const ordered = Object.fromEntries(
    evaluations.flatMap((each) => (found[each.name] ? [[each.name, found[each.name]]] : [])),
  );
  writeFileSync(options.out, written({ about, figures: ordered }));
  process.stdout.write(`${name}: n ${found[name].n}, ${found[name].seconds} s\n`);
}

async function measure({ task, folders, prompts, images, protocol }) {
  const data = folders.map((folder) => resolve(options.data, folder));
  const {
    encoder: _,
    failed,
    promptSet,
    ...result
  } = await caselens([
    ...["eval", task, "--partition", options.partition, "--encoder", options.encoder, "--data", ...data],
    ...(prompts ? ["--prompts", prompts] : []),
    ...(images ? ["--images", images] : []),
    ...(protocol ? ["--protocol", protocol] : []),
  ]);
  return {
    ...result,
    ...(promptSet && { promptSet: { id: promptSet.id, sha256: promptSet.sha256 } }),
    failed: failed.length,
  };
}

async function caselens(words) {
  const run = promisify(execFile)(process.execPath, [join(root, "dist/cli/main.js"), ...words, "--json", "--quiet"], {
    maxBuffer: 2 ** 28,
  });
  return JSON.parse((await run).stdout);
}

/** Four decimals, and lists of numbers in one line. */
function written(value) {
  const rounded = (_, each) => (typeof each === "number" ? Math.round(each * 1e4) / 1e4 : each);
  const text = JSON.stringify(value, rounded, 1);
  return `${text.replace(/\[[\s\d.,-]+\]/g, (list) => list.replace(/\s+/g, " "))}\n`;
}

/**
 * What the shipped prompt sets, and their names as typed, do on images of every kind: the share of the images of a partition whose
 * classification abstains, where the set is for their kind and where it is not. Prints a table in Markdown; intervals are 95 %, 1,000
 * resamples of cases.
 * Usage, after `npm run build`: node shipped-names.mjs [PARTITION] [DATA]
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { loadCard } from "../../dist/encoders/card.js";
import { loadDecisionRules } from "../../dist/encoders/decision-rules.js";
import { encodeScan } from "../../dist/encoders/encoded-scan.js";
import { openEncoder } from "../../dist/encoders/open-encoder.js";
import { figureOf, resample } from "../../dist/evaluation/bootstrap.js";
import { meanOf } from "../../dist/evaluation/metrics/statistic.js";
import { decodeScan } from "../../dist/imaging/decode.js";
import { createResampler } from "../../dist/imaging/resampler.js";
import { createOnnxEngine } from "../../dist/inference/onnx-engine.js";
import { createClassifier } from "../../dist/zeroshot/classify.js";
import { promptSetOfLabels } from "../../dist/zeroshot/prompt-set.js";
import { readShippedPromptSets } from "../../dist/zeroshot/shipped-prompt-sets.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const partition = process.argv[2] ?? "test";
const data = resolve(process.argv[3] ?? join(root, "..", "shared", "data"));
const model = join(root, "models", "mini");

/** Folders whose images are of one stated kind that the encoder knows; the kind as the manifest words it. */
const folders = [
  ...["bccd_blood_smear", "brain_tumor_mri", "busi_ultrasound", "covid_cxr_notes", "dr_fundus", "hannover_covid_cxr"],
  ...["lc25000_histology", "mednist_modalities", "medpix2", "nih_cxr_subset", "wbc_blood_smear"],
];
const kindOf = {
  "X-ray": "xray",
  CT: "ct",
  MRI: "mri",
  "Histopathology (H&E)": "histology",
  "Colour fundus photograph": "fundus",
  "Microscopy (blood smear)": "blood smear",
  Ultrasound: "ultrasound",
};

const engine = createOnnxEngine({ intraOpThreads: 1 });
const resampler = createResampler();
const loaded = await loadCard(model);
const encoder = openEncoder(loaded, { engine, resampler });
const rules = await loadDecisionRules(model, loaded.encoderId, loaded.card.dimensions);
const encoding = { encoder, rules };

const scans = [];
for (const row of rows()) {
  const decoded = await decodeScan(join(data, row.folder, row.file));
  const encoded = await encodeScan(decoded, undefined, encoding);
  const own = row.patient ?? row.group ?? row.source_tile ?? row.file;
  // without the pixels, which are not needed any more
  const scan = { ...encoded, scan: { sha256: decoded.sha256 } };
  scans.push({ scan, kind: kindOf[row.modality], case: `${row.folder} ${own}` });
  if (scans.length % 200 === 0) process.stderr.write(`${scans.length} images\n`);
}

const shipped = await readShippedPromptSets(join(root, "prompts", "zero-shot"));
const lines = [];
const all = { set: { own: [], other: [] }, typed: { own: [], other: [] } };
for (const set of shipped) {
  const byId = await abstentions(set);
  // "no finding" has no absence of its own, and findings are typed as names among which one is chosen
  const byName = await abstentions(promptSetOfLabels(set.classes.map(({ name }) => name)));
  const fits = (kind) => set.kinds?.includes(kind) ?? true;
  for (const [way, found] of [
    ["set", byId],
    ["typed", byName],
  ]) {
    all[way].own.push(...found.filter(({ kind }) => fits(kind)));
    all[way].other.push(...found.filter(({ kind }) => !fits(kind)));
  }
  const cells = [byId, byName].flatMap((found) => [
    figure(found.filter(({ kind }) => fits(kind))),
    figure(found.filter(({ kind }) => !fits(kind))),
    worstKind(found.filter(({ kind }) => !fits(kind))),
  ]);
  lines.push(`| ${set.id} | ${set.kinds?.join(", ") ?? "every kind"} | ${cells.join(" | ")} |`);
}
const total = [all.set, all.typed].flatMap(({ own, other }) => [figure(own), figure(other), worstKind(other)]);
const counts = [...byKind(scans)].map(([kind, of]) => `${kind} ${of.length}`);
process.stdout.write(
  [
    `${loaded.encoderId}, partition ${partition}, ${scans.length} images: ${counts.join(", ")}`,
    "",
    "| set | for | by id: matched | mismatched | least kind | as typed: matched | mismatched | least kind |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...lines,
    `| all | | ${total.join(" | ")} |`,
    "",
  ].join("\n"),
);
await Promise.all([engine[Symbol.asyncDispose](), resampler[Symbol.asyncDispose]()]);

async function abstentions(set) {
  const classify = await createClassifier(set, encoding, { multi: false });
  return scans.map(({ scan, kind, case: own }) => {
    const { abstained } = classify(scan);
    return { kind, case: own, abstained: abstained ? 1 : 0 };
  });
}

/** Share and interval, and the pairs of an image and a set. */
function figure(found) {
  if (found.length === 0) return "–";
  const [drawn] = resample(
    [meanOf(found.map(({ abstained }) => abstained))],
    found.map((each) => each.case),
    { seed: 0 },
  );
  const { value, low, high } = figureOf(drawn);
  return `${three(value)} [${three(low)}, ${three(high)}], ${found.length.toLocaleString("en")}`;
}

/** The kind of image on which the fewest abstain. */
function worstKind(found) {
  const share = (of) => of.filter(({ abstained }) => abstained).length / of.length;
  const [worst] = [...byKind(found)].sort(([, a], [, b]) => share(a) - share(b));
  return worst ? `${worst[0]} ${figure(worst[1])}` : "–";
}

function byKind(all) {
  const found = new Map();
  for (const each of all) found.set(each.kind, [...(found.get(each.kind) ?? []), each]);
  return found;
}

function three(value) {
  return value.toFixed(3).replace(/^0\./, ".");
}

function rows() {
  return folders.flatMap((folder) =>
    readFileSync(join(data, folder, "manifest.jsonl"), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => ({ folder, ...JSON.parse(line) }))
      .filter((row) => row.partition === partition && kindOf[row.modality] !== undefined),
  );
}

/**
 * Does the product decide as the Python steps did? Compares, on stored vectors, the kinds of all name sets, whether names fit
 * (2,000 pairs of a test image and a set), and per image: familiar, kind and part said aloud, nothing similar, probabilities.
 * Usage, after `fit.py WORK --write`: node check.mjs WORK
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { kindScores, organScores } from "../../dist/chat/scan-scores.js";
import { dot } from "../../dist/core/vector.js";
import { loadCard } from "../../dist/encoders/card.js";
import { loadDecisionRules } from "../../dist/encoders/decision-rules.js";
import { measureFamiliarity } from "../../dist/encoders/familiarity.js";
import { otherKind } from "../../dist/encoders/known-kind.js";
import { whyNothingSimilar } from "../../dist/retrieval/likeness.js";
import { createNameFitJudge } from "../../dist/zeroshot/name-fit.js";
import { kindsOfNames } from "../../dist/zeroshot/name-kinds.js";
import { probabilitiesOf } from "../../dist/zeroshot/probabilities.js";
import { promptSetOfLabels } from "../../dist/zeroshot/prompt-set.js";

const model = fileURLToPath(new URL("../../models/mini", import.meta.url));
const work = resolve(process.argv[2]);
const read = (name) => JSON.parse(readFileSync(join(work, name), "utf8"));
const { encoderId, card } = await loadCard(model);
const rules = await loadDecisionRules(model, encoderId, card.dimensions);
const decided = read("decisions.json");
const sets = JSON.parse(readFileSync(new URL("name-sets.json", import.meta.url), "utf8")).sets;
const { kinds: gateKinds, dimensions, logitScale } = read("encoder.json");

const vectors = rowsOf("text.f32", dimensions);
const byText = new Map(read("texts.json").map((text, i) => [text, vectors[i]]));
const text = { encode: async (texts) => texts.map((each) => ({ embedding: { values: byText.get(each) } })) };
const [images, features, shares] = [
  rowsOf("image.f32", dimensions),
  rowsOf("features.f32", rules.familiarity.dimensions),
  rowsOf("shares.f32", gateKinds.length),
];
const scans = images.map((values, i) => {
  const ofKind = Object.fromEntries(gateKinds.map((kind, k) => [kind, shares[i][k]]));
  const kind = gateKinds.reduce((best, each) => (ofKind[each] > ofKind[best] ? each : best));
  return {
    encoded: { embedding: { values } },
    kind: { kind, shares: ofKind },
    familiarity: measureFamiliarity(features[i], rules),
  };
});

const prototypeRows = rowsOf("prototypes.f32", dimensions);
const prototypes = new Map(read("sets.json").map(({ id, classes }) => [id, prototypeRows.splice(0, classes.length)]));
const judge = createNameFitJudge(rules, text);
const said = (scores) => (scores?.sure ? scores.top.name : null);
let different = 0;
await compare("kinds of name sets", sets.keys(), async (n) => {
  const kinds = await kindsOfNames(sets[n].names, rules, text);
  return JSON.stringify(kinds && [...kinds].sort()) === JSON.stringify(decided.kindsOfSets[n]);
});
await compare("names fit", decided.fits, async ([image, n, fits]) => {
  return (await judge(promptSetOfLabels(sets[n].names)))(scans[image]).fits === fits;
});
await compare("familiar", scans.keys(), (i) => scans[i].familiarity.familiar === decided.familiar[i]);
await compare("kind said", scans.keys(), (i) => said(kindScores(scans[i], rules)) === decided.kindSaid[i]);
await compare("part said", scans.keys(), (i) => {
  const kind = said(kindScores(scans[i], rules));
  return (kind && said(organScores(scans[i], rules))) === decided.partSaid[i];
});
await compare("nothing similar", decided.nothing, ([query, nothing]) => {
  const found = decided.library
    .map((i) => ({
      pair: { kind: scans[i].familiarity.familiar ? scans[i].kind.kind : otherKind },
      cosine: dot(images[query], images[i]),
    }))
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, 10);
  const facts = { scan: scans[query], pairs: decided.library.length, libraryKinds: [] };
  return (whyNothingSimilar(found, facts, rules) !== null) === nothing;
});
await compare("probabilities", decided.probabilities, ([image, set, expected]) => {
  const cosines = prototypes.get(set.id).map((prototype) => dot(images[image], prototype));
  const { shares: ofKind } = scans[image].kind;
  const kindShare = set.kinds.reduce((sum, kind) => sum + ofKind[kind], 0);
  const input = { cosines, logitScale, familiarity: scans[image].familiarity.cosine, kindShare };
  const { classes, noneOfThese } = probabilitiesOf(rules.calibrations[set.id], input);
  return [...classes, noneOfThese].every((chance, i) => Math.abs(chance - expected[i]) < 1e-4);
});
process.exitCode = different > 0 ? 1 : 0;

async function compare(what, cases, agrees) {
  let n = 0;
  let wrong = 0;
  for (const each of cases) {
    n++;
    if (!(await agrees(each))) wrong++;
  }
  different += wrong;
  process.stdout.write(`${what}: ${n - wrong} of ${n} the same\n`);
}

function rowsOf(name, width) {
  const bytes = readFileSync(join(work, name));
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  return Array.from({ length: values.length / width }, (_, row) => values.subarray(row * width, (row + 1) * width));
}

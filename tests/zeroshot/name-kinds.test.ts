import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dot } from "../../src/core/vector.ts";
import { encodeScan } from "../../src/encoders/encoded-scan.ts";
import { decodeScan } from "../../src/imaging/decode.ts";
import { createNameFitJudge } from "../../src/zeroshot/name-fit.ts";
import { kindsOfNames } from "../../src/zeroshot/name-kinds.ts";
import { promptSetOfLabels } from "../../src/zeroshot/prompt-set.ts";
import { pattern } from "../imaging/pattern.ts";
import { openMini, root } from "../support/mini.ts";
import { seededRandom } from "../support/random.ts";

let mini: Awaited<ReturnType<typeof openMini>>;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

test("the shipped vectors of the lexicon are the encoder's own, as far as eight bits can say", async () => {
  const { nameTerms, nameVectors } = mini.rules;
  expect(nameVectors).toHaveLength(nameTerms.terms.length);
  const random = seededRandom(60);
  const sample = Array.from({ length: 60 }, () => Math.floor(random() * nameTerms.terms.length));
  const encoded = await mini.text.encode(sample.map((i) => nameTerms.terms[i].term));
  const least = Math.min(...sample.map((i, at) => dot(encoded[at].embedding.values, nameVectors[i])));
  process.stderr.write(`lexicon of ${nameVectors.length} terms, 60 embedded again, least cosine ${least.toFixed(6)}\n`);
  expect(least).toBeGreaterThan(0.9999);
});

test.each([
  { names: ["chest X-ray of pneumonia", "normal"], kinds: ["xray"] },
  { names: ["MRI of glioma", "CT of haemorrhage"], kinds: ["ct", "mri"] },
  { names: ["H&E stain"], kinds: ["histology"] },
  { names: ["normal", "abnormal"], kinds: null },
  { names: [], kinds: null },
])("$names speak of $kinds", async ({ names, kinds }) => {
  const found = await kindsOfNames(names, mini.rules, mini.text);
  expect(found && [...found].sort()).toEqual(kinds);
});

const brain = "BrainT1Slice.png";
const fundus = "retina.jpg";
/** Immunohistochemistry: the encoder knows tissue under H&E alone. */
const tissue = "ihc.png";
const proton = "BrainProtonDensitySlice256x256.png";
/** An MR that the encoder takes for CT and MR in equal parts. */
const abdomen = "FatMRISlice.png";

test.each([
  { image: brain, names: ["glioma", "meningioma", "pituitary tumour", "no tumour"], code: null },
  { image: brain, names: ["multiple sclerosis plaque", "normal white matter"], code: null },
  { image: brain, names: ["normal", "abnormal"], code: null },
  { image: brain, names: ["diabetic retinopathy", "no diabetic retinopathy"], code: "NAMES_OF_ANOTHER_KIND" },
  { image: brain, names: ["eosinophil", "lymphocyte", "neutrophil"], code: "NAMES_OF_ANOTHER_KIND" },
  { image: brain, names: ["melanoma", "benign naevus"], code: "NAMES_OF_ANOTHER_KIND" },
  { image: brain, names: ["a cat", "a dog"], code: "NAMES_OF_ANOTHER_KIND" },
  { image: proton, names: ["MRI of the abdomen", "MRI of the brain"], code: null },
  { image: proton, names: ["chest X-ray with pneumonia", "normal chest X-ray"], code: "NAMES_OF_ANOTHER_KIND" },
  { image: abdomen, names: ["MRI of the abdomen", "MRI of the brain"], code: null },
  { image: fundus, names: ["diabetic retinopathy", "no diabetic retinopathy"], code: null },
  { image: fundus, names: ["glaucoma", "macular degeneration", "healthy retina"], code: null },
  { image: fundus, names: ["glioma", "meningioma", "no tumour"], code: "NAMES_OF_ANOTHER_KIND" },
  { image: fundus, names: ["pneumothorax", "pleural effusion"], code: "NAMES_OF_ANOTHER_KIND" },
  { image: tissue, names: ["colon adenocarcinoma", "benign colonic tissue"], code: "UNFAMILIAR_IMAGE" },
])("on $image the names $names give $code", async ({ image, names, code }) => {
  const scan = await decodeScan(join(root, "samples", "images", image));
  const encoded = await encodeScan(scan, undefined, { encoder: mini, rules: mini.rules });
  const fitOf = await createNameFitJudge(mini.rules, mini.text)(promptSetOfLabels(names));
  expect(fitOf(encoded)).toMatchObject(code === null ? { fits: true } : { fits: false, code });
});

test("noise fits no names, whatever they are, and an encoder without a gate cannot tell", async () => {
  const scan = await decodeScan(join(root, "samples", "images", brain));
  const noise = { ...scan, image: pattern("noise", 200, 200) };
  const encoded = await encodeScan(noise, undefined, { encoder: mini, rules: mini.rules });
  const judge = createNameFitJudge(mini.rules, mini.text);
  const fitOf = await judge(promptSetOfLabels(["glioma", "cyst"]));
  expect(fitOf(encoded)).toMatchObject({
    fits: false,
    code: "UNFAMILIAR_IMAGE",
  });
  expect(fitOf({ ...encoded, kind: null })).toMatchObject({
    fits: false,
    code: "KIND_UNKNOWN",
  });
});

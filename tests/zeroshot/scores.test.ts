import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dot } from "../../src/core/vector.ts";
import { encodeScan } from "../../src/encoders/encoded-scan.ts";
import { decodeScan } from "../../src/imaging/decode.ts";
import type { StoredCalibration } from "../../src/zeroshot/calibration/stored-calibration.ts";
import { createClassifier } from "../../src/zeroshot/classify.ts";
import { parsePromptSet, promptSetOfLabels } from "../../src/zeroshot/prompt-set.ts";
import { promptsSha256 } from "../../src/zeroshot/prompts-sha256.ts";
import { embedPromptSet } from "../../src/zeroshot/prototypes.ts";
import { pairShares, promptSpread, scoreClasses, shares } from "../../src/zeroshot/scores.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { openMini, root } from "../support/mini.ts";
import { randomUnitVector } from "../support/random.ts";

let mini: Awaited<ReturnType<typeof openMini>>;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const vector = fc.integer({ min: 1, max: 1_000_000 }).map((seed) => randomUnitVector(16, seed));

test("shares are between 0 and 1, sum to 1, and follow the cosines, at any scale", () => {
  fc.assert(
    fc.property(
      vector,
      fc.array(vector, { minLength: 1, maxLength: 12 }),
      fc.double({ min: 0.01, max: 5000, noNaN: true }),
      (image, classes, scale) => {
        const found = shares(image, classes, scale);
        expect(sum(found)).toBeCloseTo(1, 9);
        expect(found.every((share) => share >= 0 && share <= 1)).toBe(true);
        const best = found.indexOf(Math.max(...found));
        expect(dot(image, classes[best])).toBeCloseTo(Math.max(...classes.map((each) => dot(image, each))), 3);
        expect(pairShares(image, classes, classes, scale).every((share) => Math.abs(share - 0.5) < 1e-12)).toBe(true);
      },
    ),
    { seed: 3, numRuns: 300 },
  );
});

test("of every class min <= median <= max, and wordings that all agree have an agreement of 1", () => {
  const wording = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(wording, fc.array(wording, { minLength: 1, maxLength: 9 }), (overall, byWording) => {
      const spread = promptSpread(["a", "b", "c"], overall, byWording);
      expect(spread.wordings).toBe(byWording.length);
      expect(spread.topAgreement).toBeGreaterThanOrEqual(0);
      expect(spread.topAgreement).toBeLessThanOrEqual(1);
      for (const [i, { min, median, max }] of spread.classes.entries()) {
        expect(min <= median && median <= max).toBe(true);
        expect([min, max]).toEqual([
          Math.min(...byWording.map((each) => each[i])),
          Math.max(...byWording.map((each) => each[i])),
        ]);
      }
      expect(promptSpread(["a", "b", "c"], overall, [overall, overall]).topAgreement).toBe(1);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test.each([
  { sorted: [0.1], median: 0.1 },
  { sorted: [0.1, 0.3], median: 0.2 },
  { sorted: [0.3, 0.1, 0.9], median: 0.3 },
])("the median of $sorted is $median", ({ sorted, median }) => {
  const spread = promptSpread(
    ["a"],
    [1],
    sorted.map((value) => [value]),
  );
  expect(spread.classes[0].median).toBeCloseTo(median, 12);
});

test("with one template and one synonym a prototype is the text's vector", async () => {
  const set = parsePromptSet(
    JSON.stringify({ id: "one", templates: ["an MRI of {}"], classes: { glioma: ["glioma"], cyst: ["a cyst"] } }),
  );
  const { classes, byWording } = await embedPromptSet(set, mini.text);
  const texts = await mini.text.encode(["an MRI of glioma", "an MRI of a cyst"]);
  for (const [i, { embedding }] of texts.entries()) {
    expect(dot(classes[i], embedding.values)).toBeCloseTo(1, 6);
    expect(Math.max(...classes[i].map((value, j) => Math.abs(value - embedding.values[j])))).toBeLessThanOrEqual(1e-7);
    expect(byWording[0][i]).toEqual(classes[i]);
  }
});

test("a prototype is a unit vector, the same for any order of wordings, and a name may hold $& and {}", async () => {
  const [one, two] = [
    { templates: ["{}", "an image of {}"], classes: { a: ["$& of {}", "glioma"], b: ["cyst"] } },
    { templates: ["an image of {}", "{}"], classes: { a: ["glioma", "$& of {}"], b: ["cyst"] } },
  ].map((set) => parsePromptSet(JSON.stringify({ id: "x", ...set })));
  const [first, second] = [await embedPromptSet(one, mini.text), await embedPromptSet(two, mini.text)];
  for (const [i, prototype] of first.classes.entries()) {
    expect(dot(prototype, prototype)).toBeCloseTo(1, 6);
    expect(dot(prototype, second.classes[i])).toBeCloseTo(1, 6);
  }
  const { classes, spread } = scoreClasses(randomUnitVector(384, 1), ["a", "b"], first, mini.logitScale);
  expect(sum(classes.map(({ share }) => share))).toBeCloseTo(1, 9);
  expect(spread.wordings).toBe(6); // either name of the first class, in either template or both
});

test('a set of findings is asked finding by finding without being told to, and "no finding" is not among them', async () => {
  const parts = { encoder: mini, rules: mini.rules };
  const scan = await encodeScan(await decodeScan(join(root, "samples/images/BrainT1Slice.png")), undefined, parts);
  const shipped = await readShippedPromptSets(join(root, "prompts", "zero-shot"));
  const findings = shipped.filter(({ multi }) => multi);
  expect(findings).toHaveLength(2);
  for (const set of findings) {
    const found = (await createClassifier(set, parts, { multi: false }))(scan);
    expect(found).toMatchObject({ calibrated: false, abstained: true, provenance: { multi: true } });
    expect(sum(found.classes.map(({ share }) => share))).toBeGreaterThan(1); // not one among all
  }
  const nothing = promptSetOfLabels(["pneumonia", "No Finding"]);
  await expect(createClassifier(nothing, parts, { multi: true })).rejects.toMatchObject({ code: "LABELS_INVALID" });
  await expect(createClassifier(nothing, parts, { multi: false })).resolves.toBeTypeOf("function");
});

test("a set for kinds of image that nothing here is called says so, with the words that are known", async () => {
  const parts = { encoder: mini, rules: mini.rules };
  const scan = await encodeScan(await decodeScan(join(root, "samples/images/BrainT1Slice.png")), undefined, parts);
  const of = async (kinds: readonly string[]) =>
    (await createClassifier({ ...promptSetOfLabels(["glioma", "normal"]), kinds }, parts, { multi: false }))(scan);
  expect(await of(["MRI"])).toMatchObject({
    abstained: true,
    reasonCode: "NAMES_OF_ANOTHER_KIND",
    reason: expect.stringMatching(/no kind of image that the embedded model knows.*\bmri\b/),
  });
  expect(await of(["xray"])).toMatchObject({ reason: expect.stringContaining("speak of an X-ray") });
  expect(await of(["mri"])).toMatchObject({ abstained: false });
});

test.each([{ multi: false }, { multi: true }])(
  "a classification claims no probability (multi: $multi)",
  async ({ multi }) => {
    const parts = { encoder: mini, rules: mini.rules };
    const scan = await encodeScan(await decodeScan(join(root, "samples/images/BrainT1Slice.png")), undefined, parts);
    const classify = await createClassifier(promptSetOfLabels(["glioma", "no tumour"]), parts, { multi });
    const found = classify(scan);
    expect(found).toMatchObject({
      noneOfThese: null,
      calibrated: false,
      provenance: { encoder: mini.id, multi, trainedClasses: false },
    });
    expect(found.classes.every(({ probability }) => probability === null)).toBe(true);
    if (!multi) expect(sum(found.classes.map(({ share }) => share))).toBeCloseTo(1, 9);
    for (const { min, median, max } of found.promptSpread.classes) expect(min <= median && median <= max).toBe(true);
  },
);

test("an image that is abstained on as strange has no probability, however low a calibration lets familiarity be", async () => {
  const parts = { encoder: mini, rules: mini.rules };
  const set = promptSetOfLabels(["glioma", "no tumour"]);
  const figure = { value: 1, low: 0.9, high: 1.1 };
  const calibration: StoredCalibration = {
    version: 1,
    id: "mine",
    encoder: mini.id,
    promptSet: { id: set.id, sha256: promptsSha256(set), classes: ["glioma", "no tumour"] },
    createdAt: "2026-01-01T00:00:00Z",
    data: "mine",
    partition: null,
    seed: 0,
    n: { own: 60, none: 7, cases: 67 },
    noneFrom: "namesLeftOut",
    kinds: ["mri"],
    familiarityAtLeast: -1,
    temperature: 1,
    none: { intercept: -3, cosine: 0, familiarity: 0, kindShare: 0 },
    crossValidated: { brierBefore: figure, brier: figure, slopeBefore: figure, slope: figure },
    offered: true,
    predictionSet: { level: 0.9, shareAtLeast: 0.2, meanCoverage: 0.9, meanSize: 1 },
  };
  const classify = await createClassifier(set, parts, { multi: false, calibration });
  const read = async (file: string) =>
    classify(await encodeScan(await decodeScan(join(root, "samples/images", file)), undefined, parts));
  expect(await read("BrainT1Slice.png")).toMatchObject({
    abstained: false,
    calibrated: true,
    noneOfThese: expect.any(Number),
  });
  expect(await read("cell.png")).toMatchObject({
    abstained: true,
    reasonCode: "UNFAMILIAR_IMAGE",
    calibrated: false,
    noneOfThese: null,
    predictionSet: null,
  });
});

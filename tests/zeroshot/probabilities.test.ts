import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EncoderId } from "../../src/encoders/contract.ts";
import type { Calibration } from "../../src/encoders/decision-rules.ts";
import type { EncodedScan } from "../../src/encoders/encoded-scan.ts";
import type { PromptSet } from "../../src/zeroshot/contract.ts";
import { calibrationOf, probabilitiesOf, scanProbabilities } from "../../src/zeroshot/probabilities.ts";
import { promptsSha256 } from "../../src/zeroshot/prompts-sha256.ts";

const calibration: Calibration = {
  promptsSha256: "0".repeat(64),
  kinds: ["mri"],
  temperature: 1,
  none: { intercept: 0, cosine: 0, familiarity: 0, kindShare: 0 },
  n: 100,
  brier: 0.2,
  slope: { value: 1, interval: [0.8, 1.2] },
};
const input = { cosines: [0.3, 0.3], logitScale: 20, familiarity: 0.7, kindShare: 1 };

test.each([
  { name: "nothing speaks for a name or against all", none: {}, expected: [0.25, 0.25, 0.5] },
  { name: "the kind of image speaks for the names", none: { kindShare: -100 }, expected: [0.5, 0.5, 0] },
  { name: "the names are far from the image", none: { intercept: 100, cosine: -10 }, expected: [0, 0, 1] },
])("$name", ({ none, expected }) => {
  const { classes, noneOfThese } = probabilitiesOf({ ...calibration, none: { ...calibration.none, ...none } }, input);
  for (const [i, value] of [...classes, noneOfThese].entries()) expect(value).toBeCloseTo(expected[i], 9);
});

test("the greater the temperature, the nearer the classes are to each other", () => {
  const gap = (temperature: number) => {
    const { classes } = probabilitiesOf({ ...calibration, temperature }, { ...input, cosines: [0.4, 0.3] });
    return classes[0] - classes[1];
  };
  expect(gap(2)).toBeLessThan(gap(1));
  expect(gap(1)).toBeLessThan(gap(0.5));
});

test("probabilities and none of these lie in [0, 1] and sum to 1, whatever the calibration", () => {
  const number = fc.double({ min: -200, max: 200, noNaN: true });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.record({
        none: fc.record({ intercept: number, cosine: number, familiarity: number, kindShare: number }),
        temperature: fc.double({ min: 0.05, max: 20, noNaN: true }),
      }),
      fc.record({
        cosines: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }),
        logitScale: fc.double({ min: 1, max: 100, noNaN: true }),
        familiarity: share,
        kindShare: share,
      }),
      (fitted, measured) => {
        const { classes, noneOfThese } = probabilitiesOf(fitted, measured);
        const all = [...classes, noneOfThese];
        expect(all.every((chance) => chance >= 0 && chance <= 1)).toBe(true);
        expect(all.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
      },
    ),
    { seed: 3, numRuns: 1000 },
  );
});

describe("a scan that calibration never saw the like of has no probability", () => {
  const encoded = { embedding: { encoderId: EncoderId.parse("mini@00000000"), values: new Float32Array(1) } };
  const scan: EncodedScan = {
    scan: {
      image: { widthPx: 1, heightPx: 1, data: new Uint8Array(3) },
      format: "png",
      sizeBytes: 1,
      pages: 1,
      sha256: "0".repeat(64),
      steps: [],
    },
    region: null,
    encoded,
    chosen: encoded,
    kind: { kind: "mri", shares: { mri: 1 }, distance: 0, distanceThreshold: 1 },
    familiarity: { cosine: 0.7, atLeast: 0.5, familiar: true },
    seenInTraining: false,
  };
  const asked = { cosines: [0.3, 0.2], logitScale: 20, kinds: ["mri"] };
  test.each<{ name: string; change: Partial<EncodedScan>; given: boolean }>([
    { name: "a whole image of a familiar kind", change: {}, given: true },
    { name: "one of which nobody can tell whether it was trained on", change: { seenInTraining: null }, given: true },
    { name: "a training image", change: { seenInTraining: true }, given: false },
    { name: "a region", change: { region: { xPx: 0, yPx: 0, widthPx: 1, heightPx: 1 } }, given: false },
    {
      name: "an unfamiliar image",
      change: { familiarity: { cosine: 0.4, atLeast: 0.5, familiar: false } },
      given: false,
    },
    { name: "an encoder without a gate", change: { kind: null }, given: false },
  ])("$name: $given", ({ change, given }) => {
    expect(scanProbabilities({ ...scan, ...change }, calibration, asked) !== null).toBe(given);
  });
});

test("a calibration holds for the prompts and the kinds of image that it was fitted with, and no others", () => {
  const set: PromptSet = {
    id: "mine",
    version: 1,
    title: "",
    source: "",
    templates: ["{}"],
    classes: [{ name: "a", synonyms: ["a"], field: "label", labels: ["a"] }],
    kinds: ["mri"],
  };
  const fitted = { ...calibration, promptsSha256: promptsSha256(set) };
  const found = (asked: PromptSet) => calibrationOf(asked, { calibrations: { mine: fitted } });
  expect(found(set)).toBe(fitted);
  expect(found({ ...set, kinds: undefined })).toBeNull();
  expect(found({ ...set, kinds: ["mri", "ct"] })).toBeNull();
  expect(found({ ...set, templates: ["a {}"] })).toBeNull();
  expect(found({ ...set, id: "other" })).toBeNull();
});

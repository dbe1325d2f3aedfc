import { beforeAll, expect, test } from "vitest";
import type { DecisionRules } from "../../../src/encoders/decision-rules.ts";
import { fitAdapter } from "../../../src/zeroshot/adapters/fit-adapter.ts";
import { judgeScan } from "../../../src/zeroshot/adapters/scan-fit.ts";
import { kindsOfAdapter } from "../../../src/zeroshot/adapters/trained-kinds.ts";
import { cloudCentre, cloudExamples, cloudRequest, fakeEncoderId } from "../../support/adapter-examples.ts";
import { miniRules } from "../../support/mini.ts";
import { randomUnitVector } from "../../support/random.ts";

let rules: DecisionRules;
beforeAll(async () => {
  rules = await miniRules();
});

const near = cloudCentre(16, 0);
const far = randomUnitVector(16, 5);
const scanOf = (kind: string, { familiar = true, values = near }) => ({
  kind: { kind, shares: { [kind]: 0.98, other: 0.02 }, distance: 1, distanceThreshold: 2 },
  familiarity: { cosine: familiar ? 0.9 : 0.1, atLeast: 0.5, familiar },
  chosen: { embedding: { encoderId: fakeEncoderId, values } },
});

// biome-ignore format: a table
const cases = [
  { name: "of the adapter's kind", kinds: ["mri"], scan: scanOf("mri", {}), code: null },
  { name: "of another kind", kinds: ["mri"], scan: scanOf("ct", {}), code: "ADAPTER_OF_ANOTHER_KIND" },
  { name: "of the second of its kinds", kinds: ["mri", "ct"], scan: scanOf("ct", {}), code: null },
  { name: "unlike all that the encoder knows", kinds: ["mri"], scan: scanOf("mri", { familiar: false }), code: "UNFAMILIAR_IMAGE" },
  { name: "unlike all that the encoder knows, as the adapter's own are", kinds: ["other"], scan: scanOf("mri", { familiar: false }), code: null },
  { name: "of a known kind, where the adapter's are of none", kinds: ["other"], scan: scanOf("mri", {}), code: "ADAPTER_OF_ANOTHER_KIND" },
  { name: "of the kind, but far from its classes", kinds: ["mri"], scan: scanOf("mri", { values: far }), code: "UNLIKE_ADAPTER_IMAGES" },
  { name: "strange as the adapter's own, but far from its classes", kinds: ["other"], scan: scanOf("mri", { familiar: false, values: far }), code: "UNLIKE_ADAPTER_IMAGES" },
];

test.each(cases)("an image $name: $code", async ({ kinds, scan, code }) => {
  const examples = cloudExamples({ sizes: [20, 20], spread: 0.3 }).map((each, i) => ({
    ...each,
    kind: kinds[i % kinds.length],
  }));
  const { adapter } = await fitAdapter(examples, cloudRequest("logistic", ["one", "two"]));
  const found = judgeScan(scan, adapter, rules);
  expect(found.fits ? null : found.code).toBe(code);
});

test("where no gate told the kind, the adapter says nothing", async () => {
  const { adapter } = await fitAdapter(
    cloudExamples({ sizes: [5, 5], spread: 0.3 }),
    cloudRequest("knn", ["one", "two"]),
  );
  expect(judgeScan({ ...scanOf("mri", {}), kind: null }, adapter, rules)).toMatchObject({ code: "KIND_UNKNOWN" });
});

test("of fewer than twenty images none says how far another may lie", async () => {
  const few = cloudExamples({ sizes: [10, 9], spread: 0.3 });
  const { adapter } = await fitAdapter(few, cloudRequest("logistic", ["one", "two"]));
  expect(adapter.likeness).toBeNull();
  expect(judgeScan(scanOf("mri", { values: far }), adapter, rules)).toEqual({ fits: true });
});

test("no image of the adapter is refused for its distance", async () => {
  const examples = cloudExamples({ sizes: [30, 12, 5], spread: 1.5 });
  const { adapter } = await fitAdapter(examples, cloudRequest("logistic", ["one", "two", "three"]));
  const refused = examples.filter(({ vector }) => !judgeScan(scanOf("mri", { values: vector }), adapter, rules).fits);
  expect(refused).toEqual([]);
});

test.each([
  { images: { mri: 95, ct: 5 }, known: ["mri", "ct"], other: false },
  { images: { mri: 97, ct: 3 }, known: ["mri"], other: false },
  { images: { mri: 85, other: 15 }, known: ["mri"], other: false },
  { images: { mri: 70, other: 30 }, known: ["mri"], other: true },
  { images: { other: 10 }, known: [], other: true },
])("of $images the kinds are $known", ({ images, ...expected }) => {
  expect(kindsOfAdapter({ images })).toEqual(expected);
});

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dot } from "../../src/core/vector.ts";
import { type LoadedCard, loadCard } from "../../src/encoders/card.ts";
import { encodeScan } from "../../src/encoders/encoded-scan.ts";
import { decodeScan, decodeScanBytes } from "../../src/imaging/decode.ts";
import { encodePng, encodeView } from "../../src/imaging/view.ts";
import { pattern } from "../imaging/pattern.ts";
import { miniFolder, openMini, root } from "../support/mini.ts";
import { hasShared, manifestRows, shared } from "../support/shared.ts";

let mini: Awaited<ReturnType<typeof openMini>>;
let card: LoadedCard["card"];
beforeAll(async () => {
  card = (await loadCard(miniFolder)).card;
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

const samples = [
  "BrainMidSagittalSlice.png",
  "BrainProtonDensitySlice256x256.png",
  "BrainT1Slice.png",
  "FatMRISlice.png",
]
  .concat([
    "VisibleWomanEyeSlice.png",
    "VisibleWomanHeadSlice.png",
    "cell.png",
    "ihc.png",
    "microaneurysms.png",
    "retina.jpg",
  ])
  .map((file) => join(root, "samples", "images", file));

function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((greatest, value, i) => Math.max(greatest, Math.abs(value - b[i])), 0);
}

test.each([
  { file: "retina.jpg", sizePx: 448 },
  { file: "BrainT1Slice.png", sizePx: 224 },
])("$file is looked at in $sizePx px, as its kind wants it", async ({ file, sizePx }) => {
  const { image } = await decodeScan(join(root, "samples", "images", file));
  const [{ patches }] = await mini.image.encode([image]);
  const { widthPx, heightPx } = image;
  const area = { xPx: 0, yPx: 0, widthPx, heightPx };
  expect(patches).toMatchObject({ rows: sizePx / 32, columns: sizePx / 32, area });
});

test("an image's vectors do not depend on its batch-mates", async () => {
  const images = await Promise.all(samples.slice(0, 9).map(async (path) => (await decodeScan(path)).image));
  const together = await mini.image.encode(images);
  const backwards = (await mini.image.encode(images.toReversed())).toReversed();
  expect(together).toHaveLength(9);
  const worst = { embedding: 0, features: 0, patches: 0 };
  for (const [i, image] of images.entries()) {
    const [alone] = await mini.image.encode([image]);
    for (const other of [together[i], backwards[i]]) {
      worst.embedding = Math.max(worst.embedding, greatestDifference(alone.embedding.values, other.embedding.values));
      worst.features = Math.max(worst.features, greatestDifference(alone.features ?? [], other.features ?? []));
      worst.patches = Math.max(
        worst.patches,
        greatestDifference(alone.patches?.values ?? [], other.patches?.values ?? []),
      );
    }
    expect(Math.abs(dot(alone.embedding.values, alone.embedding.values) - 1)).toBeLessThan(1e-5);
    const side = alone.patches?.rows;
    expect([card.image.sizePx, ...card.image.finer.map(({ sizePx }) => sizePx)]).toContain((side ?? 0) * 32);
    expect(alone.patches?.columns).toBe(side);
  }
  process.stderr.write(`batch of 9 against alone, max |Δ|: ${JSON.stringify(worst)}\n`);
  expect(worst.embedding).toBeLessThanOrEqual(1e-6);
  expect(worst.patches).toBeLessThanOrEqual(1e-5);
});

test("a text's vectors do not depend on what was encoded before or with it", async () => {
  const texts = [
    "glioma",
    "no acute findings",
    `${"long report ".repeat(200)}`,
    "H&E stain of colonic glands",
    "glioma",
  ];
  const inOrder = await mini.text.encode(texts);
  const backwards = (await mini.text.encode(texts.toReversed())).toReversed();
  const differences = await Promise.all(
    texts.map(async (text, i) => {
      const [alone] = await mini.text.encode([text]);
      return Math.max(
        greatestDifference(alone.embedding.values, inOrder[i].embedding.values),
        greatestDifference(alone.embedding.values, backwards[i].embedding.values),
        greatestDifference(alone.sentence, inOrder[i].sentence),
      );
    }),
  );
  process.stderr.write(`text alone against among others, max |Δ|: ${Math.max(...differences)}\n`);
  expect(Math.max(...differences)).toBe(0);
});

test.each(["", "  \n\t"])("an empty text %j is TEXT_EMPTY", async (text) => {
  await expect(mini.text.encode([text])).rejects.toMatchObject({ code: "TEXT_EMPTY", kind: "input" });
});

test("an aborted call ends with the abort's own reason", async () => {
  const signal = AbortSignal.abort("enough");
  await expect(mini.image.encode([pattern("noise", 9, 9)], { signal })).rejects.toBe("enough");
  await expect(mini.text.encode(["brain"], { signal })).rejects.toBe("enough");
});

test("a picture and its copies in other encodings have nearly one vector", async () => {
  const { image } = await decodeScan(samples[2]);
  const webp = await sharp(await readFile(samples[2]))
    .webp({ lossless: true })
    .toBuffer();
  const copies = await Promise.all(
    [await encodePng(image), webp, await encodeView(image)].map(async (bytes) => (await decodeScanBytes(bytes)).image),
  );
  const [original, png, lossless, jpeg] = await mini.image.encode([image, ...copies]);
  const cosine = (other: typeof original) => dot(original.embedding.values, other.embedding.values);
  process.stderr.write(`cosine with its PNG ${cosine(png)}, WebP ${cosine(lossless)}, JPEG view ${cosine(jpeg)}\n`);
  expect(Math.min(cosine(png), cosine(lossless))).toBeGreaterThan(0.9999);
  expect(cosine(jpeg)).toBeGreaterThan(0.98);
});

test.each([
  { file: samples[2], kind: "mri", seen: false },
  { file: samples[9], kind: "fundus", seen: false },
])("the sample $file is familiar and of kind $kind", async ({ file, kind, seen }) => {
  const encoded = await encodeScan(await decodeScan(file), undefined, { encoder: mini, rules: mini.rules });
  expect(encoded.familiarity).toMatchObject({ familiar: true });
  expect(encoded).toMatchObject({ kind: { kind }, seenInTraining: seen });
  const shares = Object.values(encoded.kind?.shares ?? {});
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
});

test.skipIf(!hasShared("data")).each([
  { folder: "covid_cxr_notes", kind: "xray" },
  { folder: "brain_tumor_mri", kind: "mri" },
  { folder: "lc25000_histology", kind: "histology" },
  { folder: "dr_fundus", kind: "fundus" },
  { folder: "wbc_blood_smear", kind: "blood smear" },
])("test images of $folder are familiar and mostly of kind $kind", async ({ folder, kind }) => {
  const rows = manifestRows(folder, "test").slice(0, 8);
  const scans = await Promise.all(rows.map(({ file }) => decodeScan(join(shared, "data", folder, file))));
  const encoded = await Promise.all(
    scans.map((scan) => encodeScan(scan, undefined, { encoder: mini, rules: mini.rules })),
  );
  expect(encoded.filter(({ familiarity }) => familiarity?.familiar).length).toBeGreaterThanOrEqual(rows.length - 1);
  expect(encoded.filter((each) => each.kind?.kind === kind).length).toBeGreaterThanOrEqual(rows.length - 1);
});

test("noise is not familiar, and neither is a flat picture", async () => {
  const { widthPx, heightPx, data } = pattern("noise", 256, 256);
  const flat = { widthPx, heightPx, data: new Uint8Array(data.length).fill(90) };
  for (const image of [pattern("noise", 256, 256), pattern("extremes", 224, 224), flat]) {
    const scan = await decodeScanBytes(await encodePng(image));
    const { familiarity } = await encodeScan(scan, undefined, { encoder: mini, rules: mini.rules });
    expect(familiarity?.familiar).toBe(false);
  }
});

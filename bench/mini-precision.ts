/**
 * The embedded image tower with its weights in fp16 against the same weights in float32 (training/mini/export.py --full --out DIR):
 * `npm run bench:precision -- DIR`. Cosines of the image vectors on real images, and times of both, interleaved, on one and on two threads.
 */
import { join, resolve } from "node:path";
import { sha256File } from "../src/core/sha256.ts";
import { dot } from "../src/core/vector.ts";
import { type LoadedCard, loadCard } from "../src/encoders/card.ts";
import { createImageTower } from "../src/encoders/image-tower.ts";
import { createKindGate } from "../src/encoders/kind-gate.ts";
import { decodeScan } from "../src/imaging/decode.ts";
import { createResampler } from "../src/imaging/resampler.ts";
import { createOnnxEngine } from "../src/inference/onnx-engine.ts";
import { miniFolder } from "../tests/support/mini.ts";
import { manifestRows, shared } from "../tests/support/shared.ts";

const fullFolder = resolve(process.argv[2]);
const imageCount = 200;
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];
const half = await loadCard(miniFolder);
const full: LoadedCard = {
  ...half,
  folder: fullFolder,
  card: {
    ...half.card,
    files: { [half.card.image.file]: { sha256: await sha256File(join(fullFolder, half.card.image.file)), bytes: 0 } },
  },
};

/** Images of partition calibration, equally many of every folder that was trained on. */
function imageFiles(): readonly string[] {
  const folders = half.card.trainedOn.map(({ folder }) => folder);
  const each = Math.ceil(imageCount / folders.length);
  const files = folders.map((folder) =>
    manifestRows(folder, "calibration")
      .slice(0, each)
      .map(({ file }) => join(shared, "data", folder, file)),
  );
  return files.flat().slice(0, imageCount);
}

const images = await Promise.all(imageFiles().map(async (path) => (await decodeScan(path)).image));
for (const intraOpThreads of [1, 2]) {
  await using engine = createOnnxEngine({ intraOpThreads });
  await using resampler = createResampler();
  const parts = { engine, resampler, gate: createKindGate(half, engine) };
  const towers = [createImageTower(half, parts), createImageTower(full, parts)];
  const times: number[][] = [[], []];
  const cosines: number[] = [];
  for (const tower of towers) await tower.encode([images[0]]);
  for (const [i, image] of images.entries()) {
    const vectors: Float32Array[] = [];
    for (const which of i % 2 === 0 ? [0, 1] : [1, 0]) {
      const start = performance.now();
      const [{ embedding }] = await towers[which].encode([image]);
      times[which].push(performance.now() - start);
      vectors.push(embedding.values);
    }
    cosines.push(dot(vectors[0], vectors[1]));
  }
  const [ofHalf, ofFull] = times.map(median);
  const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
  process.stdout.write(
    `${intraOpThreads} threads, ${images.length} images: cosine ${Math.min(...cosines).toFixed(6)} at least, ${mean.toFixed(6)} in the mean; ` +
      `fp16 weights ${ofHalf.toFixed(1)} ms an image, float32 ${ofFull.toFixed(1)} ms: ${(ofHalf / ofFull).toFixed(2)} x\n`,
  );
}

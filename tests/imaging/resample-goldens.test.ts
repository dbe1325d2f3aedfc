import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { sha256Hex } from "../../src/core/sha256.ts";
import type { RgbImage, SizePx } from "../../src/imaging/contract.ts";
import { cropRegion } from "../../src/imaging/crop-region.ts";
import { decodeScan } from "../../src/imaging/decode.ts";
import { resample } from "../../src/imaging/resample.ts";

const folder = new URL("../../../shared/goldens/preprocess/", import.meta.url);
const missing = !existsSync(folder);
const Index = z.object({
  images: z.array(z.object({ id: z.string(), file: z.string() })),
  pipelines: z.record(
    z.string(),
    z.object({ images: z.record(z.string(), z.object({ u8_sha256: z.string().optional() })) }),
  ),
});
const index = missing
  ? { images: [], pipelines: {} }
  : Index.parse(JSON.parse(readFileSync(new URL("preprocess.json", folder), "utf8")));

/** Half to even, as Python's `round`. */
const roundHalfEven = (value: number) => (value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

function fitThenCrop(sidePx: number, filter: "bicubic" | "bilinear", round: (offsetPx: number) => number) {
  return (image: RgbImage) => {
    const fitted = resample(image, fitShortSide(image, sidePx), filter);
    const [xPx, yPx] = [round((fitted.widthPx - sidePx) / 2), round((fitted.heightPx - sidePx) / 2)];
    return cropRegion(fitted, { xPx, yPx, widthPx: sidePx, heightPx: sidePx });
  };
}

function fitShortSide({ widthPx, heightPx }: SizePx, shortPx: number): SizePx {
  const longPx = Math.trunc((shortPx * Math.max(widthPx, heightPx)) / Math.min(widthPx, heightPx));
  return widthPx <= heightPx ? { widthPx: shortPx, heightPx: longPx } : { widthPx: longPx, heightPx: shortPx };
}

const pipelines = [
  { id: "siglip224_hf", run: (image: RgbImage) => resample(image, { widthPx: 224, heightPx: 224 }, "bicubic") },
  { id: "clip224_hf", run: fitThenCrop(224, "bicubic", Math.floor) },
  { id: "clip224_torchvision", run: fitThenCrop(224, "bicubic", roundHalfEven) },
  { id: "dinov2_224_imagenet", run: fitThenCrop(224, "bicubic", roundHalfEven) },
  { id: "conch448", run: fitThenCrop(448, "bicubic", roundHalfEven) },
  { id: "mobileclip256", run: fitThenCrop(256, "bilinear", roundHalfEven) },
];

/** torchvision resizes RGBA premultiplied: not a resampling of RGB. */
const rgbaFirst = new Set(["clip224_torchvision", "conch448", "mobileclip256"]);

describe.skipIf(missing)("Pillow's results in ../shared/goldens (skipped where that is missing)", () => {
  test.each(pipelines)("every picture of $id is bit for bit the reference", async ({ id, run }) => {
    const expected = index.pipelines[id].images;
    const rows = index.images.filter((image) => expected[image.id]?.u8_sha256 !== undefined);
    expect(rows.length).toBeGreaterThan(11);
    for (const { id: image, file } of rows) {
      if (image === "12_rgba" && rgbaFirst.has(id)) continue;
      const scan = await decodeScan(fileURLToPath(new URL(file, folder)));
      expect(sha256Hex(run(scan.image).data), image).toBe(expected[image].u8_sha256);
    }
  });

  test("a 16-bit CT is rescaled as microsoft/hi-ml does it", async () => {
    const [wide, reference] = await Promise.all(
      ["13_ct_16bit", "14_ct_8bit_minmax"].map((id) => decodeScan(fileURLToPath(new URL(`images/${id}.png`, folder)))),
    );
    expect(wide.image).toEqual(reference.image);
    expect(wide.steps).toContainEqual(expect.stringContaining("16-bit values 0 to 2063 rescaled"));
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { sha256Hex } from "../../../src/core/sha256.ts";
import { createPreprocess, type Preprocess } from "../../../src/encoders/preprocess/preprocess.ts";
import type { PreprocessSpec } from "../../../src/encoders/preprocess/spec.ts";
import type { Resampler } from "../../../src/imaging/contract.ts";
import { decodeScan } from "../../../src/imaging/decode.ts";
import { createResampler } from "../../../src/imaging/resampler.ts";
import { hasShared, shared } from "../../support/shared.ts";
import { expectedTensors } from "./expected-tensors.ts";
import { publishedSpecs } from "./published-specs.ts";

const goldens = "goldens/preprocess/preprocess.json";
const Index = z.object({
  images: z.array(z.object({ id: z.string(), file: z.string() })),
  pipelines: z.record(
    z.string(),
    z.object({ images: z.record(z.string(), z.object({ u8_sha256: z.string().optional() })) }),
  ),
});

/**
 * `maxDelta`: of the normalised floats. `left`: a picture that is left out, as the reference resizes RGBA premultiplied
 * and drops alpha afterwards, where our decoder drops it first.
 */
const pipelines: readonly { id: keyof typeof publishedSpecs; channels: 1 | 3; maxDelta: number; left?: string }[] = [
  { id: "clip224_torchvision", channels: 3, maxDelta: 0, left: "12_rgba" },
  { id: "clip224_hf", channels: 3, maxDelta: 0 },
  { id: "siglip224_hf", channels: 3, maxDelta: 0 },
  { id: "dinov2_224_imagenet", channels: 3, maxDelta: 0 },
  { id: "mobileclip256", channels: 3, maxDelta: 0, left: "12_rgba" },
  { id: "conch448", channels: 3, maxDelta: 0, left: "12_rgba" },
  { id: "biovil448", channels: 1, maxDelta: 0 },
  { id: "chexzero224", channels: 1, maxDelta: 5e-5 }, // its taps' places are 32-bit floats in the reference
  { id: "flair512", channels: 3, maxDelta: 1e-5 },
];

/** The 8-bit square behind the normalised planes, interleaved; of the first `channels` planes. */
function bytesBehind(planes: Float32Array, { values, mean, std }: PreprocessSpec, channels: 1 | 3): Uint8Array {
  const plane = planes.length / 3;
  const greatest = values === "0-1" ? 255 : 1;
  return Uint8Array.from({ length: plane * channels }, (_, i) => {
    const channel = i % channels;
    return Math.round((planes[channel * plane + Math.floor(i / channels)] * std[channel] + mean[channel]) * greatest);
  });
}

function greatestDelta(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Array.from(expected).reduce((greatest, value, i) => Math.max(greatest, Math.abs(actual[i] - value)), 0);
}

describe.skipIf(!hasShared(goldens))("preprocessing gives what the reference code gives", () => {
  let index: z.output<typeof Index>;
  let resampler: Resampler;
  beforeAll(() => {
    index = Index.parse(JSON.parse(readFileSync(join(shared, goldens), "utf8")));
    resampler = createResampler();
  });
  afterAll(() => resampler[Symbol.asyncDispose]());

  const decode = async (file: string) => (await decodeScan(join(shared, "goldens/preprocess", file))).image;

  async function checkPicture(preprocess: Preprocess, row: (typeof pipelines)[number], id: string, file: string) {
    const spec = publishedSpecs[row.id];
    const expected = expectedTensors(row.id);
    const planes = await preprocess(await decode(file));
    const places = expected.get("sample_index") ?? [];
    const samples = Float32Array.from(places, (place) => planes[place]);
    expect(greatestDelta(samples, expected.get(`${id}.sample`) ?? [Number.NaN]), id).toBeLessThanOrEqual(row.maxDelta);
    const whole = expected.get(`${id}.full`);
    if (whole) expect(greatestDelta(planes, whole), id).toBeLessThanOrEqual(row.maxDelta);
    const digest = index.pipelines[row.id].images[id].u8_sha256;
    if (digest) expect(sha256Hex(bytesBehind(planes, spec, row.channels)), id).toBe(digest);
    return { whole: whole !== undefined, digest: digest !== undefined };
  }

  test("every pipeline is tested", () => {
    expect(pipelines.map(({ id }) => id).sort()).toEqual(Object.keys(index.pipelines).sort());
  });

  test.each(pipelines)("every picture of $id", async (row) => {
    const preprocess = createPreprocess(publishedSpecs[row.id], resampler);
    const pictures = index.images.filter(({ id }) => id in index.pipelines[row.id].images && id !== row.left);
    expect(pictures).toHaveLength(row.left ? 12 : 13);
    const seen = [];
    for (const { id, file } of pictures) seen.push(await checkPicture(preprocess, row, id, file));
    const bytes = row.id !== "chexzero224" && row.id !== "flair512";
    expect(seen.every(({ digest }) => digest === bytes)).toBe(true);
    expect(seen.filter(({ whole }) => whole)).toHaveLength(row.id === "chexzero224" ? 2 : 0);
  });

  test.each(["02_cxr_grey", "03_cxr_odd", "10_zoneplate_grey"])("CheXzero's 320 px bytes of %s", async (id) => {
    const spec: PreprocessSpec = { ...publishedSpecs.chexzero224, mean: [0, 0, 0], std: [1, 1, 1], thenResize: null };
    const planes = await createPreprocess(spec, resampler)(await decode(`images/${id}.png`));
    expect(bytesBehind(planes, spec, 1)).toEqual(expectedTensors("chexzero224").get(`${id}.pad320_u8`));
  });
});

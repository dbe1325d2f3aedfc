import { describe, expect, test } from "vitest";
import { createPreprocess } from "../../../src/encoders/preprocess/preprocess.ts";
import { inputSizePx, PreprocessSpec } from "../../../src/encoders/preprocess/spec.ts";
import { timmShortSidePx } from "../../../src/encoders/preprocess/timm-short-side.ts";
import type { Resampler, ResizeOptions, RgbImage, SizePx } from "../../../src/imaging/contract.ts";
import { resample } from "../../../src/imaging/resample.ts";
import { publishedSpecs } from "./published-specs.ts";

interface Call extends SizePx {
  readonly filter: string | undefined;
}

/** Resamples at once, in this thread, and keeps what it was asked. */
function recordingResampler() {
  const calls: Call[] = [];
  const resampler: Resampler = {
    async resize(image, size, { filter, signal }: ResizeOptions = {}) {
      signal?.throwIfAborted();
      calls.push({ ...size, filter });
      return resample(image, size, filter ?? "bicubic");
    },
    async [Symbol.asyncDispose]() {},
  };
  return { calls, resampler };
}

/** Every sample another: a picture whose places show. */
function ramp(widthPx: number, heightPx: number): RgbImage {
  const data = Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, i) => (i * 7 + (i >> 8)) % 256);
  return { widthPx, heightPx, data };
}

const bytesAsTheyAre = { values: "0-255", mean: [0, 0, 0], std: [1, 1, 1] } satisfies Partial<PreprocessSpec>;

describe("preprocessing", () => {
  test.each(Object.entries(publishedSpecs))("%s: the card's JSON is the spec, and sets the size", async (_, spec) => {
    expect(PreprocessSpec.parse(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    const { resampler } = recordingResampler();
    const sidePx = inputSizePx(spec);
    const planes = await createPreprocess(spec, resampler)(ramp(40, 23));
    expect(planes).toHaveLength(3 * sidePx * sidePx);
    expect(planes.every(Number.isFinite)).toBe(true);
  });

  test.each([
    { name: "landscape", widthPx: 640, heightPx: 480, asked: { widthPx: 298, heightPx: 224 } }, // 298.67
    { name: "portrait", widthPx: 480, heightPx: 640, asked: { widthPx: 224, heightPx: 298 } },
  ])("the resampler is asked for the fitted size of a $name picture, with the filter", async ({ asked, ...size }) => {
    const { calls, resampler } = recordingResampler();
    await createPreprocess(publishedSpecs.clip224_hf, resampler)(ramp(size.widthPx, size.heightPx));
    expect(calls).toEqual([{ ...asked, filter: "bicubic" }]);
  });

  test("half a pixel is cut on the side that the card states", async () => {
    const { resampler } = recordingResampler();
    const image = ramp(7, 4); // 3 columns too many: 1.5
    const cut = { ...publishedSpecs.clip224_hf, ...bytesAsTheyAre, sizePx: 4 } satisfies PreprocessSpec;
    const columnsFrom = (first: number) =>
      [0, 1, 2].flatMap((channel) =>
        [0, 1, 2, 3].flatMap((y) => [0, 1, 2, 3].map((x) => image.data[(y * 7 + first + x) * 3 + channel])),
      );
    const crop = (offset: "floor" | "round-half-even") =>
      createPreprocess({ ...cut, fit: { kind: "crop-centre", shortSidePx: 4, offset } }, resampler)(image);
    expect(Array.from(await crop("floor"))).toEqual(columnsFrom(1));
    expect(Array.from(await crop("round-half-even"))).toEqual(columnsFrom(2));
  });

  test.each([
    { name: "a small picture, which is not enlarged", widthPx: 100, heightPx: 61, sidePx: 224, xPx: 62, yPx: 81 },
    { name: "a large picture", widthPx: 300, heightPx: 241, sidePx: 300, xPx: 0, yPx: 29 },
  ])("MedCLIP pads $name to a square before it resizes", async ({ widthPx, heightPx, sidePx, xPx, yPx }) => {
    const { resampler } = recordingResampler();
    const { data } = ramp(widthPx, heightPx);
    const padded = new Uint8Array(sidePx * sidePx * 3);
    for (let y = 0; y < heightPx; y++) {
      for (let x = 0; x < widthPx; x++) {
        const [red, green, blue] = data.subarray((y * widthPx + x) * 3);
        const at = ((y + yPx) * sidePx + x + xPx) * 3;
        padded.fill((red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16, at, at + 3);
      }
    }
    const square = { widthPx: sidePx, heightPx: sidePx, data: padded };
    const { data: expected } = resample(square, { widthPx: 224, heightPx: 224 }, "bicubic");
    const spec = { ...publishedSpecs.medclip224, ...bytesAsTheyAre };
    const planes = await createPreprocess(spec, resampler)({ widthPx, heightPx, data });
    for (const channel of [0, 1, 2]) {
      expect(planes.subarray(channel * 224 * 224, (channel + 1) * 224 * 224)).toEqual(
        Float32Array.from({ length: 224 * 224 }, (_, i) => expected[i * 3]),
      );
    }
  });

  test("a flat picture that is to be stretched is black", async () => {
    const { resampler } = recordingResampler();
    const flat = { widthPx: 3, heightPx: 3, data: new Uint8Array(27).fill(90) };
    const planes = await createPreprocess(publishedSpecs.biovil448, resampler)(flat);
    expect(new Set(planes)).toEqual(new Set([0]));
  });

  test("a strip's short side never shrinks to nothing", async () => {
    const { resampler } = recordingResampler();
    for (const spec of [publishedSpecs.chexzero224, publishedSpecs.flair512]) {
      const planes = await createPreprocess(spec, resampler)(ramp(1200, 1));
      expect(planes.every(Number.isFinite)).toBe(true);
    }
  });

  test("an abort passes through", async () => {
    const { resampler } = recordingResampler();
    const reason = new Error("enough");
    const preprocess = createPreprocess(publishedSpecs.siglip224_hf, resampler);
    await expect(preprocess(ramp(9, 9), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("a card's preprocessing is refused", () => {
  const whole = publishedSpecs.clip224_torchvision;
  const { mean: _, ...withoutMean } = whole;
  test.each([
    { name: "with an unknown field", spec: { ...whole, gamma: 2 }, path: [] },
    { name: "without a mean", spec: withoutMean, path: ["mean"] },
    { name: "with a fit that is not built", spec: { ...whole, fit: { kind: "tile" } }, path: ["fit", "kind"] },
    { name: "with a spread of nothing", spec: { ...whole, std: [1, 0, 1] }, path: ["std", 1] },
    {
      name: "that cuts out more than there is",
      spec: { ...whole, fit: { ...whole.fit, shortSidePx: 223 } },
      path: ["fit", "shortSidePx"],
    },
    { name: "that greys floats", spec: { ...publishedSpecs.flair512, grey: "after-fit" }, path: ["grey"] },
  ])("$name", ({ spec, path }) => {
    const { error } = PreprocessSpec.safeParse(spec);
    expect(error?.issues.map((issue) => issue.path)).toEqual([path]);
  });
});

test.each([
  { sizePx: 224, cropPct: 0.875, shortSidePx: 256 },
  { sizePx: 224, cropPct: 0.9, shortSidePx: 248 }, // 248.9
  { sizePx: 224, cropPct: 1, shortSidePx: 224 },
  { sizePx: 256, cropPct: 0.95, shortSidePx: 269 }, // 269.5
])("timm's transform of $sizePx px keeping $cropPct resizes to $shortSidePx px", ({ sizePx, cropPct, shortSidePx }) => {
  expect(timmShortSidePx(sizePx, cropPct)).toBe(shortSidePx);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { patchedPart } from "../../../src/encoders/architectures/image-tower.ts";
import { coveredArea, upperLeft } from "../../../src/encoders/preprocess/covered-area.ts";
import { createPreprocess } from "../../../src/encoders/preprocess/preprocess.ts";
import { inputSizePx } from "../../../src/encoders/preprocess/spec.ts";
import type { Resampler, RgbImage, SizePx } from "../../../src/imaging/contract.ts";
import { resample } from "../../../src/imaging/resample.ts";
import { tinyCard } from "../../support/tiny-clip.ts";
import { publishedSpecs } from "./published-specs.ts";

const here: Resampler = {
  resize: async (image, size, { filter = "bicubic" } = {}) => resample(image, size, filter),
  async [Symbol.asyncDispose]() {},
};

describe("the area that a preprocessing covers", () => {
  test.each([
    { spec: "clip224_hf", picture: [640, 480], area: [79.46, 0, 481.07, 480] }, // 298 columns, 37 of them cut on the left
    { spec: "clip224_torchvision", picture: [480, 640], area: [0, 79.46, 480, 481.07] },
    { spec: "conch448", picture: [448, 448], area: [0, 0, 448, 448] },
    { spec: "biovil448", picture: [512, 1024], area: [32, 288, 448, 448] },
    { spec: "siglip224_hf", picture: [300, 100], area: [0, 0, 300, 100] },
    { spec: "chexzero224", picture: [400, 200], area: [0, -100, 400, 400] },
    { spec: "chexzero224", picture: [200, 400], area: [-100, 0, 400, 400] },
    { spec: "flair512", picture: [1024, 512], area: [0, 0, 1024, 1024] },
    { spec: "medclip224", picture: [300, 201], area: [0, -49, 300, 300] },
    { spec: "medclip224", picture: [100, 50], area: [-62, -87, 224, 224] },
  ] as const)("$spec of $picture", ({ spec, picture: [widthPx, heightPx], area }) => {
    const { xPx, yPx, ...size } = coveredArea({ widthPx, heightPx }, publishedSpecs[spec]);
    const found = [xPx, yPx, size.widthPx, size.heightPx];
    for (const [i, px] of area.entries()) expect(found[i]).toBeCloseTo(px, 1);
  });

  test.each(Object.entries(publishedSpecs))(
    "%s: a spot of the picture is seen where the area says",
    async (_, spec) => {
      const sidePx = inputSizePx(spec);
      const preprocess = createPreprocess(spec, here);
      const size = fc.record({
        widthPx: fc.integer({ min: 60, max: 500 }),
        heightPx: fc.integer({ min: 60, max: 500 }),
      });
      const place = fc.record({
        x: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        y: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      });
      await fc.assert(
        fc.asyncProperty(size, place, async (picture, { x, y }) => {
          const spot = { x: Math.round(x * picture.widthPx), y: Math.round(y * picture.heightPx) };
          const area = coveredArea(picture, spec);
          const expected = {
            x: ((spot.x - area.xPx) / area.widthPx) * sidePx,
            y: ((spot.y - area.yPx) / area.heightPx) * sidePx,
          };
          const seen = centre(await preprocess(withSpot(picture, spot)), sidePx);
          const margin = (spotPx * sidePx) / Math.min(area.widthPx, area.heightPx) + 2;
          const inside = [expected.x, expected.y].every((px) => px > margin && px < sidePx - margin);
          if (!inside) return; // cut off, wholly or in part
          const allowedPx = 0.6 + (0.6 * sidePx) / Math.min(picture.widthPx, picture.heightPx);
          expect(Math.abs(seen.x - expected.x)).toBeLessThan(allowedPx);
          expect(Math.abs(seen.y - expected.y)).toBeLessThan(allowedPx);
        }),
        { numRuns: 8, seed: 7 },
      );
    },
  );

  test("of a square that whole patches do not fill is its upper left part", () => {
    const image = { ...(tinyCard.architecture?.image ?? fail()), imagePx: 384, patchPx: 14 };
    if (image.kind !== "vit") fail();
    const part = patchedPart(image);
    expect(part).toBeCloseTo(378 / 384, 12);
    expect(upperLeft({ xPx: -10, yPx: 4, widthPx: 384, heightPx: 768 }, part)).toEqual({
      xPx: -10,
      yPx: 4,
      widthPx: 378,
      heightPx: 756,
    });
  });
});

function fail(): never {
  throw new Error("The tiny card has no vision transformer.");
}

const spotPx = 12;

/** Grey, with a white square whose middle is at the place given. */
function withSpot({ widthPx, heightPx }: SizePx, { x, y }: { readonly x: number; readonly y: number }): RgbImage {
  const data = new Uint8Array(widthPx * heightPx * 3);
  for (let row = Math.max(0, y - spotPx / 2); row < Math.min(heightPx, y + spotPx / 2); row++)
    for (let column = Math.max(0, x - spotPx / 2); column < Math.min(widthPx, x + spotPx / 2); column++)
      data.fill(255, (row * widthPx + column) * 3, (row * widthPx + column + 1) * 3);
  return { widthPx, heightPx, data };
}

/** Centre of what is brighter than the rest, in pixels of the square. @param planes [3, side, side] */
function centre(planes: Float32Array, sidePx: number) {
  const plane = planes.subarray(0, sidePx * sidePx);
  const least = Math.min(...plane.subarray(0, sidePx), ...plane.subarray(plane.length - sidePx));
  let [sum, x, y] = [0, 0, 0];
  plane.forEach((value, i) => {
    const weight = Math.max(value - least - 0.05 * Math.abs(least), 0);
    sum += weight;
    x += weight * ((i % sidePx) + 0.5);
    y += weight * (Math.floor(i / sidePx) + 0.5);
  });
  return { x: x / sum, y: y / sum };
}

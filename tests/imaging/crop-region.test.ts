import { expect, test } from "vitest";
import { cropRegion } from "../../src/imaging/crop-region.ts";
import { pattern } from "./pattern.ts";

const image = pattern("noise", 7, 5);

test("a region holds the pixels of its box, in memory of its own", () => {
  const region = cropRegion(image, { xPx: 4, yPx: 2, widthPx: 3, heightPx: 2 });
  const row = (y: number) => [...image.data.subarray((y * 7 + 4) * 3, (y * 7 + 7) * 3)];
  expect(region).toEqual({ widthPx: 3, heightPx: 2, data: Uint8Array.from([...row(2), ...row(3)]) });
  expect(cropRegion(image, { xPx: 0, yPx: 0, widthPx: 7, heightPx: 5 }).data.buffer).not.toBe(image.data.buffer);
});

test.each([
  { name: "left of it", region: { xPx: -1, yPx: 0, widthPx: 2, heightPx: 2 } },
  { name: "over the right edge", region: { xPx: 5, yPx: 0, widthPx: 3, heightPx: 2 } },
  { name: "over the lower edge", region: { xPx: 0, yPx: 4, widthPx: 1, heightPx: 2 } },
  { name: "empty", region: { xPx: 0, yPx: 0, widthPx: 0, heightPx: 2 } },
  { name: "of half pixels", region: { xPx: 0.5, yPx: 0, widthPx: 2, heightPx: 2 } },
  { name: "not a number", region: { xPx: Number.NaN, yPx: 0, widthPx: 2, heightPx: 2 } },
])("a region $name is refused", ({ region }) => {
  expect(() => cropRegion(image, region)).toThrow(
    expect.objectContaining({ code: "REGION_OUTSIDE", kind: "input", widthPx: 7, heightPx: 5 }),
  );
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  leastRegionPx,
  middleRegion,
  nudgeRegion,
  panBy,
  placePicture,
  regionBetween,
  toPicture,
  wholePicture,
  zoomAt,
} from "../../ui/src/viewer/geometry.ts";

const size = fc.record({ widthPx: fc.integer({ min: 32, max: 8000 }), heightPx: fc.integer({ min: 32, max: 8000 }) });
const stage = { widthPx: 800, heightPx: 600 };

describe("where a picture lies on a stage", () => {
  test("the whole picture fits, in the middle", () => {
    fc.assert(
      fc.property(size, (picture) => {
        const { scale, left, top } = placePicture(wholePicture, stage, picture);
        expect(left).toBeGreaterThanOrEqual(-1e-6);
        expect(top).toBeGreaterThanOrEqual(-1e-6);
        expect(left * 2 + picture.widthPx * scale).toBeCloseTo(stage.widthPx);
        expect(top * 2 + picture.heightPx * scale).toBeCloseTo(stage.heightPx);
      }),
    );
  });

  test("zooming keeps what is below the pointer there, while the picture is large enough", () => {
    const picture = { widthPx: 1000, heightPx: 1000 };
    const at = { x: 420, y: 280 };
    const near = zoomAt(wholePicture, 2, at, stage, picture);
    const before = toPicture(at, placePicture(wholePicture, stage, picture));
    const after = toPicture(at, placePicture(near, stage, picture));
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
  });

  test("the picture cannot be lost out of sight", () => {
    fc.assert(
      fc.property(
        size,
        fc.integer({ min: -9999, max: 9999 }),
        fc.integer({ min: -9999, max: 9999 }),
        (picture, dx, dy) => {
          const { x, y } = panBy(wholePicture, dx, dy, stage, picture);
          for (const each of [x, y]) expect(each >= 0 && each <= 1).toBe(true);
        },
      ),
    );
  });
});

describe("regions", () => {
  const point = fc.record({
    x: fc.double({ min: -500, max: 9000, noNaN: true }),
    y: fc.double({ min: -500, max: 9000, noNaN: true }),
  });
  const inside = (region: ReturnType<typeof middleRegion>, picture: { widthPx: number; heightPx: number }) => {
    expect(region.xPx).toBeGreaterThanOrEqual(0);
    expect(region.yPx).toBeGreaterThanOrEqual(0);
    expect(region.xPx + region.widthPx).toBeLessThanOrEqual(picture.widthPx);
    expect(region.yPx + region.heightPx).toBeLessThanOrEqual(picture.heightPx);
    for (const each of Object.values(region)) expect(Number.isInteger(each)).toBe(true);
  };

  test("are whole pixels inside the picture, whichever corner is drawn first, or nothing", () => {
    fc.assert(
      fc.property(size, point, point, (picture, a, b) => {
        const region = regionBetween(a, b, picture);
        expect(regionBetween(b, a, picture)).toEqual(region);
        if (region === null) return;
        inside(region, picture);
        expect(Math.min(region.widthPx, region.heightPx)).toBeGreaterThanOrEqual(leastRegionPx);
      }),
    );
  });

  test("stay inside however they are moved and sized", () => {
    const step = fc.record({
      dx: fc.integer({ min: -300, max: 300 }),
      dy: fc.integer({ min: -300, max: 300 }),
      resize: fc.boolean(),
    });
    fc.assert(
      fc.property(size, fc.array(step, { maxLength: 30 }), (picture, steps) => {
        inside(
          steps.reduce((region, each) => nudgeRegion(region, each, picture), middleRegion(picture)),
          picture,
        );
      }),
    );
  });
});

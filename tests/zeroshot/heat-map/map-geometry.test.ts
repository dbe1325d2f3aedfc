import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mapCells } from "../../../src/zeroshot/heat-map/map-cells.ts";
import { mapRows } from "../../../src/zeroshot/heat-map/map-rows.ts";
import { mapScale, scaled } from "../../../src/zeroshot/heat-map/map-scale.ts";

const side = fc.integer({ min: 1, max: 9 });
const px = fc.integer({ min: 4, max: 60 });
const shift = fc.integer({ min: -30, max: 30 });
/** A map over an area that lies anywhere about a picture. */
const places = fc.record({
  rows: side,
  columns: side,
  widthPx: px,
  heightPx: px,
  xPx: shift,
  yPx: shift,
  picture: fc.record({ widthPx: px, heightPx: px }),
});

describe("a map at the pixels of a picture", () => {
  test("is bilinear: a slope stays a slope between the middles of the outer cells, and nothing is given outside the area", () => {
    fc.assert(
      fc.property(places, ({ rows, columns, picture, ...area }) => {
        const slope = (x: number, y: number) => 3 * x - 2 * y + 1;
        const at = (index: number, count: number, from: number, length: number) =>
          from + ((index + 0.5) * length) / count;
        const values = Array.from({ length: rows * columns }, (_, cell) =>
          slope(
            at(cell % columns, columns, area.xPx, area.widthPx),
            at(Math.floor(cell / columns), rows, area.yPx, area.heightPx),
          ),
        );
        const within = { xPx: 0, yPx: 0, ...picture };
        const valuesOf = mapRows({ rows, columns, values, area }, { count: picture.widthPx, within });
        const [halfX, halfY] = [area.widthPx / columns / 2, area.heightPx / rows / 2];
        for (let y = 0; y < picture.heightPx; y++) {
          for (const [x, value] of valuesOf(y).entries()) {
            const [left, top] = [x + 0.5 - area.xPx, y + 0.5 - area.yPx];
            const inside = left >= 0 && left <= area.widthPx && top >= 0 && top <= area.heightPx;
            expect(Number.isNaN(value)).toBe(!inside);
            const between =
              left >= halfX && left <= area.widthPx - halfX && top >= halfY && top <= area.heightPx - halfY;
            if (between) expect(value).toBeCloseTo(slope(x + 0.5, y + 0.5), 2);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("in steps of several pixels is the map at the middles of the steps", () => {
    const map = { rows: 2, columns: 2, values: [0, 1, 2, 3], area: { xPx: 0, yPx: 0, widthPx: 40, heightPx: 20 } };
    const within = map.area;
    const fine = mapRows(map, { count: 40, within });
    const coarse = mapRows(map, { count: 8, stepPx: 5, within });
    expect(coarse(1)[3]).toBeCloseTo(fine(7)[17], 6); // both at (17.5, 7.5)
  });

  test("says nothing outside the region that was looked at, though its area goes on", () => {
    const map = { rows: 1, columns: 1, values: [1], area: { xPx: -10, yPx: -10, widthPx: 40, heightPx: 40 } };
    const row = mapRows(map, { count: 20, within: { xPx: 5, yPx: 0, widthPx: 6, heightPx: 20 } })(3);
    expect([...row].flatMap((value, x) => (Number.isNaN(value) ? [] : [x]))).toEqual([5, 6, 7, 8, 9, 10]);
  });
});

describe("a map's cells in a picture", () => {
  test("cover what area and picture share, once", () => {
    fc.assert(
      fc.property(places, ({ rows, columns, picture, ...area }) => {
        const values = Array.from({ length: rows * columns }, (_, i) => i);
        const cells = mapCells({ rows, columns, values, area }, { xPx: 0, yPx: 0, ...picture });
        const shared = (from: number, length: number, extent: number) =>
          Math.max(0, Math.min(from + length, extent) - Math.max(from, 0));
        const expected =
          shared(area.xPx, area.widthPx, picture.widthPx) * shared(area.yPx, area.heightPx, picture.heightPx);
        expect(cells.reduce((sum, { widthPx, heightPx }) => sum + widthPx * heightPx, 0)).toBeCloseTo(expected, 6);
        for (const { row, column, value } of cells) expect(value).toBe(row * columns + column);
      }),
    );
  });
});

describe("the scale", () => {
  const cell = (value: number) => ({ value, row: 0, column: 0, xPx: 0, yPx: 0, widthPx: 1, heightPx: 1 });

  test.each([
    { name: "goes from least to greatest", values: [-0.1, 0.3, 0.4], low: -0.1, high: 0.4 },
    { name: "is widened about its middle where the values hardly differ", values: [0.3, 0.34], low: 0.22, high: 0.42 },
    { name: "of one value is no division by zero", values: [0.5], low: 0.4, high: 0.6 },
  ])("$name", ({ values, low, high }) => {
    const scale = mapScale(values.map(cell));
    expect(scale.low).toBeCloseTo(low, 9);
    expect(scale.high).toBeCloseTo(high, 9);
    for (const value of values) {
      expect(scaled(value, scale)).toBeGreaterThanOrEqual(0);
      expect(scaled(value, scale)).toBeLessThanOrEqual(1);
    }
  });
});

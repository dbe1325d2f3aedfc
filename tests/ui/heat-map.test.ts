import { describe, expect, test } from "vitest";
import { viridis } from "../../src/imaging/viridis.ts";
import { paintedSize, paintHeatMap } from "../../ui/src/heat-map/paint-heat-map.ts";
import { greatestInWords } from "../../ui/src/heat-map/place-in-words.ts";

const picture = { widthPx: 1000, heightPx: 500 };
const within = { xPx: 0, yPx: 0, ...picture };

/** A map of 3 × 3 cells over the picture, with one cell that stands out. */
function mapWith(greatest: number) {
  const values = Array.from({ length: 9 }, (_, cell) => (cell === greatest ? 1 : 0));
  return { grid: { rows: 3, columns: 3, values, area: within }, within, scale: { low: 0, high: 1 }, picture };
}

describe("a painted map", () => {
  test("covers the picture in at most 256 steps a side, one more than reaches over the edge", () => {
    expect(paintedSize({ picture })).toEqual({ size: { widthPx: 256, heightPx: 128 }, stepPx: 1000 / 256 });
    expect(paintedSize({ picture: { widthPx: 60, heightPx: 40 } })).toEqual({
      size: { widthPx: 60, heightPx: 40 },
      stepPx: 1,
    });
  });

  test("has the legend's colours at the cells' middles", () => {
    const data = paintHeatMap(mapWith(4));
    const at = (x: number, y: number) => [...data.subarray(4 * (y * 256 + x), 4 * (y * 256 + x) + 4)];
    expect(at(2, 2)).toEqual([...viridis(0), 255]);
    const middle = at(127, 63); // half a step from the cell's middle
    for (const [i, value] of [...viridis(1), 255].entries()) expect(Math.abs(middle[i] - value)).toBeLessThan(12);
  });

  test("leaves clear what was not looked at", () => {
    const data = paintHeatMap({ ...mapWith(4), within: { xPx: 500, yPx: 0, widthPx: 500, heightPx: 500 } });
    expect(data[4 * 100 + 3]).toBe(0);
    expect(data[4 * 200 + 3]).toBe(255);
  });
});

test.each([
  { cell: 0, words: "upper left" },
  { cell: 1, words: "upper middle" },
  { cell: 4, words: "middle" },
  { cell: 5, words: "middle right" },
  { cell: 6, words: "lower left" },
])("the greatest cell $cell of nine is said to be $words", ({ cell, words }) => {
  expect(greatestInWords(mapWith(cell))).toBe(words);
});

import { expect, test } from "vitest";
import { drawText, fillBox, textWidthPx } from "../../src/imaging/draw-text.ts";

function blank(widthPx: number, heightPx: number) {
  return { widthPx, heightPx, data: new Uint8Array(widthPx * heightPx * 3) };
}

function rows({ widthPx, heightPx, data }: ReturnType<typeof blank>): readonly string[] {
  return Array.from({ length: heightPx }, (_, y) =>
    Array.from({ length: widthPx }, (_, x) => (data[(y * widthPx + x) * 3] > 0 ? "#" : ".")).join(""),
  );
}

test("a letter is drawn as the font has it, at its place", () => {
  const image = blank(7, 14);
  drawText(image, "A", { xPx: 1, yPx: 1, colour: [255, 255, 255], scale: 1 });
  expect(rows(image).slice(3, 12)).toEqual([
    "...#...",
    "..#.#..",
    ".#...#.",
    ".#...#.",
    ".#...#.",
    ".#####.",
    ".#...#.",
    ".#...#.",
    ".#...#.",
  ]);
});

test("twice the scale is four pixels for one, and what does not fit is cut off", () => {
  const [small, large] = [blank(12, 13), blank(24, 26)];
  drawText(small, "gä", { xPx: 0, yPx: 0, colour: [9, 9, 9], scale: 1 });
  drawText(large, "gä", { xPx: 0, yPx: 0, colour: [9, 9, 9], scale: 2 });
  const doubled = rows(small).flatMap((row) => {
    const wide = [...row].flatMap((pixel) => [pixel, pixel]).join("");
    return [wide, wide];
  });
  expect(rows(large)).toEqual(doubled);
  expect(textWidthPx("gä", 2)).toBe(24);
  const cut = blank(3, 3);
  drawText(cut, "MM", { xPx: -2, yPx: -2, colour: [9, 9, 9], scale: 3 });
  fillBox(cut, { xPx: 2, yPx: 2, widthPx: 50, heightPx: 50 }, [1, 2, 3]);
  expect([...cut.data.subarray(24)]).toEqual([1, 2, 3]);
});

test("a character that the font does not have is a question mark", () => {
  const [unknown, mark] = [blank(6, 13), blank(6, 13)];
  drawText(unknown, "肺", { xPx: 0, yPx: 0, colour: [9, 9, 9], scale: 1 });
  drawText(mark, "?", { xPx: 0, yPx: 0, colour: [9, 9, 9], scale: 1 });
  expect(unknown).toEqual(mark);
});

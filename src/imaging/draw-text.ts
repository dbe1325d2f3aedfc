import type { Rgb, RgbImage } from "./contract.ts";
import { glyphPx, glyphRows } from "./fixed-font.ts";

export interface DrawTextOptions {
  /** Upper left corner of the first character. */
  readonly xPx: number;
  readonly yPx: number;
  readonly colour: Rgb;
  /** Pixels of the image for one of the font: a whole number. */
  readonly scale: number;
}

/** Width of a line of text, in pixels of the image. */
export function textWidthPx(text: string, scale: number): number {
  return [...text].length * glyphPx.widthPx * scale;
}

/** Writes a line of text into the image, in the fixed font: no font of the machine is needed. What is over the edge is cut off. */
export function drawText(image: RgbImage, text: string, { xPx, yPx, colour, scale }: DrawTextOptions): void {
  for (const [index, character] of [...text].entries()) {
    const left = xPx + index * glyphPx.widthPx * scale;
    for (const [row, bits] of glyphRows(character).entries()) {
      for (let column = 0; column < glyphPx.widthPx; column++) {
        if (((bits >> (glyphPx.widthPx - 1 - column)) & 1) === 0) continue;
        fillBox(image, { xPx: left + column * scale, yPx: yPx + row * scale, widthPx: scale, heightPx: scale }, colour);
      }
    }
  }
}

interface Box {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Fills a box of whole pixels, as far as it lies in the image. */
export function fillBox({ widthPx, heightPx, data }: RgbImage, box: Box, colour: Rgb): void {
  const [left, right] = [Math.max(box.xPx, 0), Math.min(box.xPx + box.widthPx, widthPx)];
  for (let y = Math.max(box.yPx, 0); y < Math.min(box.yPx + box.heightPx, heightPx); y++)
    for (let x = left; x < right; x++) data.set(colour, (y * widthPx + x) * 3);
}

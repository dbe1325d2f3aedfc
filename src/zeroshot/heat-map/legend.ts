import type { Rgb, RgbImage } from "../../imaging/contract.ts";
import { drawText, fillBox, textWidthPx } from "../../imaging/draw-text.ts";
import { glyphPx } from "../../imaging/fixed-font.ts";
import { viridis } from "../../imaging/viridis.ts";
import type { Located } from "./contract.ts";

const paper: Rgb = [16, 18, 20];
const ink: Rgb = [230, 234, 235];
const grey: Rgb = [162, 171, 175];
const [marginPx, barPx] = [6, 8];

/** Height of the legend below a picture of this width. */
export function legendHeightPx(widthPx: number, located: Located): number {
  const { scale, lines } = laidOut(widthPx, located);
  return scale * (marginPx + lines.length * (glyphPx.heightPx + 1) + 4 + barPx + 3 + glyphPx.heightPx + marginPx);
}

/** Draws it into the lower part of a picture: what the map is and of what, the colours, and the values at their ends. */
export function drawLegend(picture: RgbImage, located: Located, fromPx: number): void {
  const { widthPx, heightPx } = picture;
  const { scale, lines } = laidOut(widthPx, located);
  fillBox(picture, { xPx: 0, yPx: fromPx, widthPx, heightPx: heightPx - fromPx }, paper);
  const left = marginPx * scale;
  let yPx = fromPx + marginPx * scale;
  for (const { text, colour } of lines) {
    drawText(picture, text, { xPx: left, yPx, colour, scale });
    yPx += (glyphPx.heightPx + 1) * scale;
  }
  yPx += 4 * scale;
  const barWidthPx = widthPx - 2 * left;
  for (let x = 0; x < barWidthPx; x++)
    fillBox(picture, { xPx: left + x, yPx, widthPx: 1, heightPx: barPx * scale }, viridis(x / (barWidthPx - 1)));
  yPx += (barPx + 3) * scale;
  const [low, high] = [located.scale.low, located.scale.high].map((value) => value.toFixed(2));
  drawText(picture, low, { xPx: left, yPx, colour: ink, scale });
  drawText(picture, high, { xPx: widthPx - left - textWidthPx(high, scale), yPx, colour: ink, scale });
  const middle = Math.round((widthPx - textWidthPx(located.unit, scale)) / 2);
  const free = widthPx - 2 * left - textWidthPx(low + high, scale) - 2 * glyphPx.widthPx * scale;
  if (textWidthPx(located.unit, scale) <= free)
    drawText(picture, located.unit, { xPx: middle, yPx, colour: grey, scale });
}

function laidOut(widthPx: number, { name, of }: Located) {
  const scale = Math.max(1, Math.round(widthPx / 480));
  const perLine = Math.max(1, Math.floor((widthPx / scale - 2 * marginPx) / glyphPx.widthPx));
  return {
    scale,
    lines: [
      { text: shortened(of, perLine), colour: ink },
      { text: shortened(name, perLine), colour: grey },
    ],
  };
}

function shortened(text: string, characters: number): string {
  const line = [...text.replace(/\s+/g, " ").trim()];
  return line.length <= characters ? line.join("") : `${line.slice(0, Math.max(characters - 3, 1)).join("")}...`;
}

import type { AreaPx, Rgb, RgbImage } from "../imaging/contract.ts";

/** Mean of each channel, rounded: what a picture is greyed out with, so that it neither brightens nor darkens. */
export function meanColour({ data }: RgbImage): Rgb {
  const sums = [0, 0, 0];
  for (let i = 0; i < data.length; i++) sums[i % 3] += data[i];
  const [red, green, blue] = sums.map((sum) => Math.round((3 * sum) / data.length));
  return [red, green, blue];
}

/** A copy of the image with the areas in one colour; edges at the nearest whole pixel. */
export function greyOut(image: RgbImage, areas: readonly AreaPx[], colour: Rgb): RgbImage {
  const data = image.data.slice();
  for (const { xPx, yPx, widthPx, heightPx } of areas) {
    const [left, top, right, bottom] = [xPx, yPx, xPx + widthPx, yPx + heightPx].map(Math.round);
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) data.set(colour, (y * image.widthPx + x) * 3);
  }
  return { ...image, data };
}

import type { RegionPx, RgbImage } from "../imaging/contract.ts";

const yellow = [255, 214, 10] as const;

/** A copy of the image with a yellow line, about 1/150 of the short side thick, drawn inside the region's edge. */
export function outlineRegion(image: RgbImage, { xPx, yPx, widthPx, heightPx }: RegionPx): RgbImage {
  const data = image.data.slice();
  const thickPx = Math.max(1, Math.round(Math.min(image.widthPx, image.heightPx) / 150));
  for (let y = yPx; y < yPx + heightPx; y++) {
    for (let x = xPx; x < xPx + widthPx; x++) {
      const toEdgePx = Math.min(x - xPx, y - yPx, xPx + widthPx - 1 - x, yPx + heightPx - 1 - y);
      if (toEdgePx < thickPx) data.set(yellow, (y * image.widthPx + x) * 3);
    }
  }
  return { ...image, data };
}

import type { RegionPx, RgbImage } from "./contract.ts";
import { RegionOutsideError } from "./errors.ts";
import { checkImage } from "./rgb-image.ts";

/** A copy of the image's pixels in the region. @throws {RegionOutsideError} unless it is whole pixels inside the image. */
export function cropRegion(image: RgbImage, region: RegionPx): RgbImage {
  checkImage(image);
  const { xPx, yPx, widthPx, heightPx } = region;
  const whole = [xPx, yPx, widthPx, heightPx].every(Number.isSafeInteger);
  const inside =
    xPx >= 0 &&
    yPx >= 0 &&
    widthPx >= 1 &&
    heightPx >= 1 &&
    xPx + widthPx <= image.widthPx &&
    yPx + heightPx <= image.heightPx;
  if (!whole || !inside) throw new RegionOutsideError(image.widthPx, image.heightPx);
  const data = new Uint8Array(widthPx * heightPx * 3);
  for (let row = 0; row < heightPx; row++) {
    const start = ((yPx + row) * image.widthPx + xPx) * 3;
    data.set(image.data.subarray(start, start + widthPx * 3), row * widthPx * 3);
  }
  return { widthPx, heightPx, data };
}

import type { RgbImage, SizePx } from "../../imaging/contract.ts";
import { antialiasedTaps, type Kernel, plainBicubicTaps } from "./axis-taps.ts";
import type { Samples } from "./lay-on-square.ts";
import { resampleAxes } from "./resample-axes.ts";

const triangle: Kernel = { radius: 1, weightAt: (distance) => Math.max(1 - Math.abs(distance), 0) };

/**
 * Squashes a picture to `size`, antialiased, without rounding to bytes: torch's bilinear with `antialias=True`.
 * @returns floats, 0 to 255, interleaved as the picture's bytes.
 */
export function resampleBilinear(image: RgbImage, { widthPx, heightPx }: SizePx): Samples {
  const columns = antialiasedTaps(image.widthPx, widthPx, triangle);
  const rows = antialiasedTaps(image.heightPx, heightPx, triangle);
  return resampleAxes({ ...image, channels: 3 }, { columns, rows });
}

/**
 * Resizes square planes by torch's bicubic without antialiasing.
 * @param planes [3, fromPx, fromPx]
 * @returns [3, toPx, toPx]
 */
export function resizePlanesBicubic(planes: Float32Array, fromPx: number, toPx: number): Float32Array {
  const taps = plainBicubicTaps(fromPx, toPx);
  const out = new Float32Array(3 * toPx * toPx);
  for (let channel = 0; channel < 3; channel++) {
    const data = planes.subarray(channel * fromPx * fromPx, (channel + 1) * fromPx * fromPx);
    const resized = resampleAxes(
      { widthPx: fromPx, heightPx: fromPx, channels: 1, data },
      { columns: taps, rows: taps },
    );
    out.set(resized.data, channel * toPx * toPx);
  }
  return out;
}

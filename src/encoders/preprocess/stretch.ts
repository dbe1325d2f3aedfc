import type { RgbImage } from "../../imaging/contract.ts";

/**
 * Stretches the picture's values to 0 to 255, truncated: (value - least) / (greatest - least) × 255. A flat picture, for
 * which the reference divides by zero, becomes black.
 * Source: `remap_to_uint8`, microsoft/hi-ml `hi-ml-multimodal/src/health_multimodal/image/data/io.py`.
 */
export function stretchToBytes({ widthPx, heightPx, data }: RgbImage): RgbImage {
  let least = 255;
  let greatest = 0;
  for (const value of data) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const range = Math.max(greatest - least, 1);
  const table = Uint8Array.from({ length: 256 }, (_, value) => Math.trunc((Math.max(value - least, 0) / range) * 255));
  return { widthPx, heightPx, data: data.map((value) => table[value]) };
}

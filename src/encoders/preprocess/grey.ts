import type { RgbImage } from "../../imaging/contract.ts";

/**
 * ITU-R 601 luma in three equal channels, as Pillow's `convert("L")`: 16 binary digits, rounded.
 * Source: `L24`, python-pillow/Pillow `src/libImaging/Convert.c`.
 */
export function toGrey({ widthPx, heightPx, data }: RgbImage): RgbImage {
  const grey = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 3) {
    grey.fill((data[i] * 19595 + data[i + 1] * 38470 + data[i + 2] * 7471 + 0x8000) >> 16, i, i + 3);
  }
  return { widthPx, heightPx, data: grey };
}

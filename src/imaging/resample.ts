import type { ResampleFilter, RgbImage, SizePx } from "./contract.ts";
import { type ResampleTaps, resampleTaps, tapPrecisionBits } from "./resample-taps.ts";
import { checkImage, checkSize, type OwnRgbImage } from "./rgb-image.ts";

/** Half of the last fixed-point digit: makes the shift in `toByte` round. */
const half = 1 << (tapPrecisionBits - 1);

/**
 * Squashes an image to exactly `size`, with antialiasing, bit for bit as Pillow's `Image.resize` does it (mode RGB, the
 * whole image, no `reducing_gap`): horizontal pass, 8-bit intermediate, vertical pass; a pass whose size is unchanged is skipped.
 * Source: `ImagingResample`, python-pillow/Pillow `src/libImaging/Resample.c`; compared with Pillow 9.4.0 and 11.3.0.
 * Pillow computes only the rows that the vertical pass reads; over a whole image those are all of them.
 * @returns a new image, sharing no memory with the input.
 * @throws {ImageShapeError}
 */
export function resample(image: RgbImage, size: SizePx, filter: ResampleFilter): OwnRgbImage {
  checkImage(image);
  checkSize(size);
  const { widthPx, heightPx } = size;
  const rows =
    widthPx === image.widthPx ? image.data : resampleRows(image, resampleTaps(image.widthPx, widthPx, filter));
  const data =
    heightPx === image.heightPx
      ? new Uint8Array(rows)
      : resampleColumns(rows, widthPx * 3, resampleTaps(image.heightPx, heightPx, filter));
  return { widthPx, heightPx, data };
}

/** Horizontal pass. @returns heightPx × taps.count × 3 bytes. */
function resampleRows({ data, widthPx, heightPx }: RgbImage, taps: ResampleTaps): Uint8Array<ArrayBuffer> {
  const { count, first, length, stride, weights } = taps;
  const out = new Uint8Array(heightPx * count * 3);
  let to = 0;
  for (let row = 0; row < heightPx; row++) {
    const rowStart = row * widthPx * 3;
    for (let column = 0; column < count; column++) {
      let from = rowStart + first[column] * 3;
      let tap = column * stride;
      const end = tap + length[column];
      let red = half;
      let green = half;
      let blue = half;
      for (; tap < end; tap++, from += 3) {
        const weight = weights[tap];
        red += Math.imul(data[from], weight);
        green += Math.imul(data[from + 1], weight);
        blue += Math.imul(data[from + 2], weight);
      }
      out[to++] = toByte(red);
      out[to++] = toByte(green);
      out[to++] = toByte(blue);
    }
  }
  return out;
}

/** Vertical pass over rows of `rowBytes`. @returns taps.count × rowBytes bytes. */
function resampleColumns(data: Uint8Array, rowBytes: number, taps: ResampleTaps): Uint8Array<ArrayBuffer> {
  const { count, first, length, stride, weights } = taps;
  const out = new Uint8Array(count * rowBytes);
  const sums = new Int32Array(rowBytes);
  for (let row = 0; row < count; row++) {
    sums.fill(half);
    for (let k = 0; k < length[row]; k++) {
      const weight = weights[row * stride + k];
      const from = (first[row] + k) * rowBytes;
      for (let i = 0; i < rowBytes; i++) sums[i] += Math.imul(data[from + i], weight);
    }
    for (let i = 0; i < rowBytes; i++) out[row * rowBytes + i] = toByte(sums[i]);
  }
  return out;
}

/** Fixed point to 0..255, clipped. */
function toByte(sum: number): number {
  return Math.max(0, Math.min(sum >> tapPrecisionBits, 255));
}

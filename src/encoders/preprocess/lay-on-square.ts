import type { SizePx } from "../../imaging/contract.ts";
import type { Placement } from "./placement.ts";

/** Samples of a picture: row-major, interleaved, 3 a pixel. */
export interface Samples extends SizePx {
  readonly data: Uint8Array | Float32Array;
}

/**
 * Copies a picture onto a square; what overhangs is cut off, what is not covered stays.
 * @param square sidePx × sidePx × 3 zeros; returned
 */
export function layOnSquare<Square extends Uint8Array | Float32Array>(
  { widthPx, heightPx, data }: Samples,
  { xPx, yPx }: Pick<Placement, "xPx" | "yPx">,
  square: Square,
): Square {
  const sidePx = Math.sqrt(square.length / 3);
  const left = Math.max(xPx, 0);
  const right = Math.min(xPx + widthPx, sidePx);
  const bottom = Math.min(yPx + heightPx, sidePx);
  for (let y = Math.max(yPx, 0); y < bottom; y++) {
    const from = ((y - yPx) * widthPx + left - xPx) * 3;
    square.set(data.subarray(from, from + (right - left) * 3), (y * sidePx + left) * 3);
  }
  return square;
}

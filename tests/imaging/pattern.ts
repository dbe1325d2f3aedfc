import type { RgbImage } from "../../src/imaging/contract.ts";

/** A generated picture, the same as `pattern` of tests/golden/make-resample.py makes. */
export function pattern(kind: "noise" | "extremes", widthPx: number, heightPx: number): RgbImage {
  const data = new Uint8Array(widthPx * heightPx * 3);
  let state = widthPx * 65536 + heightPx;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = kind === "noise" ? state >>> 24 : 255 * (state >>> 31);
  }
  return { widthPx, heightPx, data };
}

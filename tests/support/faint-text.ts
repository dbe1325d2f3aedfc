import type { RgbImage } from "../../src/imaging/contract.ts";

/** Letters of 3 by 5 pixels, rows from the top, as bits. */
const letters: Readonly<Record<string, readonly number[]>> = {
  a: [2, 5, 7, 5, 5], b: [6, 5, 6, 5, 6], c: [3, 4, 4, 4, 3], d: [6, 5, 5, 5, 6], e: [7, 4, 6, 4, 7], f: [7, 4, 6, 4, 4],
  g: [3, 4, 5, 5, 3], h: [5, 5, 7, 5, 5], i: [7, 2, 2, 2, 7], j: [1, 1, 1, 5, 2], k: [5, 5, 6, 5, 5], l: [4, 4, 4, 4, 7],
  m: [5, 7, 7, 5, 5], n: [6, 5, 5, 5, 5], o: [2, 5, 5, 5, 2], p: [6, 5, 6, 4, 4], q: [2, 5, 5, 6, 3], r: [6, 5, 6, 5, 5],
  s: [3, 4, 2, 1, 6], t: [7, 2, 2, 2, 2], u: [5, 5, 5, 5, 7], v: [5, 5, 5, 5, 2], w: [5, 5, 7, 7, 5], x: [5, 5, 2, 5, 5],
  y: [5, 5, 2, 2, 2], z: [7, 1, 2, 4, 7],
}; // biome-ignore format: one glance
const scale = 2;
const advance = 4 * scale;
const lineHeight = 7 * scale;

/**
 * A picture with words written over all of it, a few grey levels brighter than what is below: read by a machine that was trained to read, and
 * hardly by a person.
 * @param levels added to each pixel of a letter, of 255
 */
export function withFaintText(
  image: RgbImage,
  text: string,
  levels: number,
): { readonly image: RgbImage; readonly changed: number } {
  const data = Uint8Array.from(image.data);
  const words = text.toLowerCase().replace(/[^a-z ]/g, " ");
  const columns = Math.floor(image.widthPx / advance);
  let changed = 0;
  const rowsOfText = Math.floor(image.heightPx / lineHeight);
  for (let at = 0; at < columns * rowsOfText; at++) {
    const rows = letters[words[at % words.length]];
    if (!rows) continue;
    const [left, top] = [(at % columns) * advance, Math.floor(at / columns) * lineHeight];
    for (let y = 0; y < 5 * scale; y++) {
      for (let x = 0; x < 3 * scale; x++) {
        if (((rows[Math.floor(y / scale)] >> (2 - Math.floor(x / scale))) & 1) === 0) continue;
        const pixel = 3 * ((top + y) * image.widthPx + left + x);
        for (let channel = 0; channel < 3; channel++)
          data[pixel + channel] = Math.min(255, data[pixel + channel] + levels);
        changed++;
      }
    }
  }
  return { image: { ...image, data }, changed };
}

import type { TextEncoder } from "../../encoders/contract.ts";

/** Texts kept: labels repeat by the thousand, captions hardly ever. */
const keptTexts = 2_000;

/** Embeds texts and remembers the last ones, so that a label shared by a thousand images is encoded once. */
export function createTextVectors(encoder: TextEncoder): (text: string) => Promise<Float32Array> {
  const known = new Map<string, Promise<Float32Array>>();
  return (text) => {
    const found = known.get(text);
    if (found) return found;
    const vector = encoder.encode([text]).then(([{ embedding }]) => embedding.values);
    if (known.size >= keptTexts) known.delete(known.keys().next().value ?? text);
    known.set(text, vector);
    return vector;
  };
}

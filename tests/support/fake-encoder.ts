import { sha256Hex } from "../../src/core/sha256.ts";
import { type DualEncoder, EncoderId } from "../../src/encoders/contract.ts";
import { randomUnitVector } from "./random.ts";

export interface FakeEncoder extends DualEncoder {
  /** Images and texts that were encoded, in order: their keys. */
  readonly calls: { readonly images: string[]; readonly texts: string[] };
}

/** An encoder without a model: a vector is given by the bytes, in no direction that means anything. */
export function fakeEncoder(dimensions = 8, name = "fake@00000000"): FakeEncoder {
  const id = EncoderId.parse(name);
  const calls = { images: [] as string[], texts: [] as string[] };
  const vectorOf = (bytes: Uint8Array | string) =>
    randomUnitVector(dimensions, Number.parseInt(sha256Hex(bytes).slice(0, 8), 16));
  return {
    id,
    dimensions,
    logitScale: 10,
    calls,
    image: {
      id,
      dimensions,
      async encode(images) {
        if (images.length === 0) throw new RangeError("The contract wants N >= 1 images.");
        calls.images.push(...images.map(({ data }) => sha256Hex(data)));
        return images.map(({ data }) => ({ embedding: { encoderId: id, values: vectorOf(data) } }));
      },
    },
    hasText: true,
    text: {
      id,
      dimensions,
      async encode(texts) {
        if (texts.length === 0 || texts.includes(""))
          throw new RangeError("The contract wants N >= 1 texts, none empty.");
        calls.texts.push(...texts);
        return texts.map((text) => ({
          embedding: { encoderId: id, values: vectorOf(text) },
          sentence: vectorOf(text),
        }));
      },
    },
    gate: null,
    questions: null,
    concepts: [],
    explains: [],
    seenInTraining: async () => null,
  };
}

import { expect, test } from "vitest";
import { createTextTokenizer } from "../../../src/encoders/tokenizers/create-text-tokenizer.ts";
import { TokenizerSpec } from "../../../src/encoders/tokenizers/spec.ts";

const clip = {
  kind: "clip-bpe",
  file: "merges.txt",
  contextTokens: 77,
  startId: 49406,
  endId: 49407,
  padId: 0,
  cleaning: "open-clip",
};

test.each([
  clip,
  { kind: "wordpiece", file: "vocab.txt", contextTokens: 256, padId: 0, casing: "lower" },
  {
    kind: "sentencepiece",
    file: "spiece.model",
    contextTokens: 64,
    padId: 1,
    endId: 1,
    cleaning: "siglip",
  },
  {
    kind: "byte-level-bpe",
    file: "tokenizer.json",
    contextTokens: 127,
    padId: 0,
    startId: 1,
    endId: 2,
    cleaning: "conch",
  },
  { kind: "tokenizer-json", file: "tokenizer.json", contextTokens: 77, padId: 0 },
])("a card's $kind is opened by its kind, and refuses another's file", (raw) => {
  const spec = TokenizerSpec.parse(raw);
  expect(spec).toEqual(raw);
  expect(() => createTextTokenizer(spec, new TextEncoder().encode("another file"))).toThrow(
    expect.objectContaining({ code: "VOCABULARY_INVALID", file: raw.file }),
  );
});

test.each([
  { name: "of another kind", raw: { ...clip, kind: "characters" } },
  { name: "with an unknown field", raw: { ...clip, dropout: 0.1 } },
  { name: "with an unknown cleaning", raw: { ...clip, cleaning: "ftfy" } },
  { name: "without its context", raw: { ...clip, contextTokens: undefined } },
  { name: "with a file outside the model folder", raw: { ...clip, file: "../merges.txt" } },
])("a tokenizer $name is refused", ({ raw }) => {
  expect(TokenizerSpec.safeParse(raw).success).toBe(false);
});

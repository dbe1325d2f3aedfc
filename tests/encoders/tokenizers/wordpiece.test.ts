import { describe, expect, test } from "vitest";
import { VocabularyError } from "../../../src/encoders/tokenizers/errors.ts";
import type { WordpieceSpec } from "../../../src/encoders/tokenizers/spec.ts";
import { createWordpiece } from "../../../src/encoders/tokenizers/wordpiece.ts";
import { hasShared } from "../../support/shared.ts";
import { goldenCases, goldenVocabulary, tokenizerGoldens, wrongCases } from "./golden-cases.ts";

const spec: WordpieceSpec = {
  kind: "wordpiece",
  file: "vocab.txt",
  contextTokens: 256,
  padId: 0,
  casing: "lower",
};

const sets: readonly { name: string; vocabulary: string; casing: WordpieceSpec["casing"] }[] = [
  { name: "bert-base-uncased", vocabulary: "bert-base-uncased", casing: "lower" },
  { name: "bert-base-uncased-as-cased", vocabulary: "bert-base-uncased", casing: "keep" },
  { name: "ecp-candle-pubmed", vocabulary: "ecp-candle-pubmed", casing: "lower" },
];

describe.skipIf(!hasShared(`${tokenizerGoldens}/wordpiece`))("WordPiece gives the ids of BertTokenizer", () => {
  test.each(sets.flatMap((set) => [256, 77].map((contextTokens) => ({ ...set, contextTokens }))))(
    "$name, cut at $contextTokens",
    ({ name, vocabulary, casing, contextTokens }) => {
      const cases = goldenCases(`wordpiece/${name}-cases.json`);
      const bytes = goldenVocabulary(`wordpiece/${vocabulary}-vocab.txt`);
      const { tokenize } = createWordpiece({ ...spec, casing, contextTokens }, bytes);
      expect(cases).toHaveLength(159);
      const expected = contextTokens === 77 ? "ids_77" : "ids";
      expect(wrongCases(cases, tokenize, (row) => row[expected] ?? row.ids)).toEqual([]);
    },
  );
});

describe("WordPiece", () => {
  const tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "lung", "##s", "é", "𠀀"];
  const bytes = new TextEncoder().encode(`${tokens.join("\n")}\n`);
  const lower = createWordpiece(spec, bytes);
  const keep = createWordpiece({ ...spec, casing: "keep" }, bytes);

  test.each([
    { text: "Lungs", ids: [5, 6] },
    { text: "lungs\u0378", ids: [5, 6] }, // no character has that code
    { text: "𠀀lung𠀀𠀁", ids: [8, 5, 8, 1] },
    { text: "[MASK] s", ids: [4, 1] },
  ])("$text", ({ text, ids }) => {
    expect(lower.tokenize(text)).toEqual([2, ...ids, 3]);
  });

  test("with its case kept, a text is composed", () => {
    expect(keep.tokenize("e\u0301 Lung")).toEqual([2, 7, 1, 3]);
  });

  test("lines may end as on Windows", () => {
    const windows = new TextEncoder().encode(tokens.join("\r\n"));
    expect(createWordpiece(spec, windows).tokenize("lungs")).toEqual(lower.tokenize("lungs"));
  });

  test("a vocabulary without its special tokens is refused", () => {
    expect(() => createWordpiece(spec, new TextEncoder().encode("lung\n##s\n"))).toThrow(VocabularyError);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { VocabularyError } from "../../../src/encoders/tokenizers/errors.ts";
import type { TokenizerJsonSpec } from "../../../src/encoders/tokenizers/spec.ts";
import { createFromTokenizerJson } from "../../../src/encoders/tokenizers/tokenizer-json.ts";
import { miniFolder } from "../../support/mini.ts";
import { hasShared } from "../../support/shared.ts";
import { goldenCases, tokenizerGoldens, wrongCases } from "./golden-cases.ts";

const spec: TokenizerJsonSpec = {
  kind: "tokenizer-json",
  file: "tokenizer.json",
  contextTokens: 256,
  padId: 0,
};

const goldens = `${tokenizerGoldens}/wordpiece`;
test.skipIf(!hasShared(goldens))("a BERT's tokenizer.json gives BertTokenizer's ids, but for unassigned codes", () => {
  const bytes = readFileSync(join(miniFolder, "tokenizer.json"));
  const cases = goldenCases("wordpiece/bert-base-uncased-cases.json").filter(({ text }) => !/\p{Cn}/u.test(text));
  expect(cases).toHaveLength(157);
  for (const [contextTokens, ids] of [
    [256, "ids"],
    [77, "ids_77"],
  ] as const) {
    const { tokenize } = createFromTokenizerJson({ ...spec, contextTokens }, bytes);
    expect(wrongCases(cases, tokenize, (row) => row[ids] ?? row.ids)).toEqual([]);
  }
});

const words = { "[UNK]": 0, "[CLS]": 1, "[SEP]": 2, a: 3, lung: 4, σ: 5, 𠀀: 6 };
const described = {
  added_tokens: [],
  normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, lowercase: true },
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: { type: "BertProcessing", cls: ["[CLS]", 1], sep: ["[SEP]", 2] },
  decoder: null,
  model: { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", vocab: words },
};
const open = (file: unknown, contextTokens = 256) =>
  createFromTokenizerJson({ ...spec, contextTokens }, new TextEncoder().encode(JSON.stringify(file)));

describe("a tokenizer.json", () => {
  test.each([
    { name: "special tokens stand around the text", text: "A lung", ids: [1, 3, 4, 2] },
    { name: "an unassigned code is unknown", text: "a \u0378", ids: [1, 3, 0, 2] },
    { name: "rare ideographs are words", text: "𠀀𠀀", ids: [1, 6, 6, 2] },
    { name: "a sigma is one in every place", text: "Σ aΣ", ids: [1, 5, 0, 2] },
    { name: "nothing", text: "", ids: [1, 2] },
  ])("$name", ({ text, ids }) => {
    expect(open(described).tokenize(text)).toEqual(ids);
  });

  test("its special tokens stay when a text is cut", () => {
    expect(open(described, 5).tokenize("lung ".repeat(9))).toEqual([1, 4, 4, 4, 2]);
  });

  test("without special tokens the text is cut alone", () => {
    expect(open({ ...described, post_processor: null }, 3).tokenize("lung ".repeat(9))).toEqual([4, 4, 4]);
  });

  test.each([
    { name: "a unigram model", file: { ...described, model: { type: "Unigram", vocab: [["a", 0]] } } },
    { name: "a unigram model that is not named one", file: { ...described, model: { vocab: [["a", 0]] } } },
    { name: "a normalizer that is not built", file: { ...described, normalizer: { type: "Rot13" } } },
    { name: "no model", file: { ...described, model: undefined } },
  ])("with $name is refused", ({ file }) => {
    expect(() => open(file)).toThrow(VocabularyError);
  });
});

import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { beforeAll, describe, expect, test } from "vitest";
import { VocabularyError } from "../../../src/encoders/tokenizers/errors.ts";
import { createSentencepiece } from "../../../src/encoders/tokenizers/sentencepiece.ts";
import { pieceKinds, readSentencepieceModel } from "../../../src/encoders/tokenizers/sentencepiece-model.ts";
import { createNormalizer } from "../../../src/encoders/tokenizers/sentencepiece-normalizer.ts";
import type { SentencepieceSpec } from "../../../src/encoders/tokenizers/spec.ts";
import { createUnigram } from "../../../src/encoders/tokenizers/unigram.ts";
import { hasShared } from "../../support/shared.ts";
import { goldenCases, goldenVocabulary, tokenizerGoldens, wrongCases } from "./golden-cases.ts";

const spec: SentencepieceSpec = {
  kind: "sentencepiece",
  file: "spiece.model",
  contextTokens: 64,
  padId: 2,
  endId: 2,
  cleaning: "siglip",
};

describe.skipIf(!hasShared(`${tokenizerGoldens}/siglip-toy`))("a sentencepiece model", () => {
  let bytes: Uint8Array;
  beforeAll(() => {
    bytes = goldenVocabulary("siglip-toy/test_sentencepiece.model");
  });

  test("gives the ids of SiglipTokenizer", () => {
    const cases = goldenCases("siglip-toy/siglip-toy-cases.json");
    expect(cases).toHaveLength(159);
    expect(wrongCases(cases, createSentencepiece(spec, bytes).tokenize, ({ ids }) => ids)).toEqual([]);
  });

  // Made with sentencepiece 0.2.2's encode. Its dummy prefix is set here: SigLIP has none.
  test.each([
    { text: "..........", ids: [7, 4, 4, 4, 269, 4] }, // equal sums but for 32-bit rounding
    { text: "...................", ids: [7, 269, 269, 269, 4] },
    { text: "</s> <s>", ids: [7, 0, 6, 0, 7, 0, 6, 0] }, // no special tokens
    { text: "\ufeff a\u0000b \u3000 c ", ids: [10, 0, 65, 69] },
    { text: "½ ﬁ ㍿", ids: [7, 356, 0, 602, 72, 23, 7, 0] },
  ])("cuts $text as sentencepiece does", ({ text, ids }) => {
    const model = readSentencepieceModel(bytes, spec.file);
    expect(createUnigram(model.pieces)(`\u2581${createNormalizer(model)(text)}`)).toEqual(ids);
  });

  test("is refused when its pieces do not reach the card's end token", () => {
    expect(() => createSentencepiece({ ...spec, endId: 1000 }, bytes)).toThrow(VocabularyError);
  });
});

interface SmallModel {
  /** Field of the trainer's settings, and its value. */
  readonly trainer?: readonly [field: number, value: number];
  /** @default smallPieces */
  readonly pieces?: typeof smallPieces;
}

/** Bytes of a model without a charsmap. */
function smallModel({ trainer, pieces = smallPieces }: SmallModel = {}): Uint8Array {
  const writer = new BinaryWriter();
  for (const [text, score, kind] of pieces) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(text);
    writer.tag(2, WireType.Bit32).float(score);
    writer.tag(3, WireType.Varint).uint32(kind).join();
  }
  if (trainer)
    writer.tag(2, WireType.LengthDelimited).fork().tag(trainer[0], WireType.Varint).uint32(trainer[1]).join();
  return writer.finish();
}

const smallPieces: readonly (readonly [text: string, score: number, kind: number])[] = [
  ["<unk>", 0, pieceKinds.unknown],
  ["</s>", 0, pieceKinds.control],
  ["\u2581", -2, pieceKinds.normal],
  ["\u2581lung", -3, pieceKinds.normal],
  ["s", -4, pieceKinds.normal],
  ["σ", -4, pieceKinds.normal],
];

describe("SigLIP's cleaning", () => {
  const { tokenize } = createSentencepiece({ ...spec, endId: 1, padId: 1 }, smallModel());

  test.each([
    { name: "lower case without punctuation", text: "L-u'n\tg.", ids: [2, 0, 2, 0, 1] },
    { name: "the space before a text stays", text: "  lung", ids: [2, 3, 1] },
    { name: "words", text: "LUNG lungs!", ids: [3, 3, 4, 1] },
    { name: "special tokens are text", text: "lung</s>", ids: [3, 4, 1] },
    { name: "a sigma is one in every place", text: "σ ςΣ", ids: [2, 5, 2, 0, 5, 1] },
    { name: "nothing", text: " .\n", ids: [1] },
  ])("$name", ({ text, ids }) => {
    expect(tokenize(text)).toEqual(ids);
  });

  test("the end token stays when a text is cut", () => {
    expect(tokenize("lung ".repeat(100))).toEqual([...Array(63).fill(3), 1]);
  });
});

describe("a sentencepiece file is refused", () => {
  test.each([
    { name: "that is none", bytes: new TextEncoder().encode("no model at all") },
    { name: "that is cut short", bytes: smallModel().subarray(0, 20) },
    { name: "that is empty", bytes: new Uint8Array() },
    { name: "of byte pairs", bytes: smallModel({ trainer: [3, 2] }) },
    { name: "with spaces after words", bytes: smallModel({ trainer: [24, 1] }) },
    { name: "with pieces of the user", bytes: smallModel({ pieces: [["x", 0, pieceKinds.userDefined]] }) },
    { name: "without an unknown piece", bytes: smallModel({ pieces: [["x", -1, pieceKinds.normal]] }) },
  ])("$name", ({ bytes }) => {
    expect(() => readSentencepieceModel(bytes, "spiece.model")).toThrow(
      expect.objectContaining({ code: "VOCABULARY_INVALID", file: "spiece.model" }),
    );
  });
});

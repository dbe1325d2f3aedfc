import { describe, expect, test } from "vitest";
import { byteLetters } from "../../../src/encoders/tokenizers/byte-letters.ts";
import { createByteLevelBpe } from "../../../src/encoders/tokenizers/byte-level-bpe.ts";
import { VocabularyError } from "../../../src/encoders/tokenizers/errors.ts";
import type { ByteLevelBpeSpec } from "../../../src/encoders/tokenizers/spec.ts";
import { hasShared } from "../../support/shared.ts";
import { goldenCases, tokenizerGoldens, wrongCases } from "./golden-cases.ts";

const spec: ByteLevelBpeSpec = {
  kind: "byte-level-bpe",
  file: "tokenizer.json",
  contextTokens: 127,
  startId: 1,
  endId: 2,
  padId: 0,
  cleaning: "conch",
};

function tokenizerJson(vocab: Readonly<Record<string, number>>, merges: readonly unknown[]): Uint8Array {
  const rest = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
  return new TextEncoder().encode(JSON.stringify({ ...rest, model: { type: "BPE", vocab, merges } }));
}

/** In CONCH's vocabulary, as its ids of unmerged bytes show, the bytes' letters come after 7 special tokens, by code. */
const [firstByte, endOfBytes] = [7, 7 + 256];
const bytesOnly = Object.fromEntries([...byteLetters()].sort().map((letter, i) => [letter, firstByte + i]));

/** Its vocabulary is under a licence by which it is not here: only strings that it leaves in single bytes can be compared. */
describe.skipIf(!hasShared(`${tokenizerGoldens}/conch`))("CONCH's tokenizer", () => {
  test("gives the ids of CONCH for strings of single bytes", () => {
    const cases = goldenCases("conch/conch-cases.json");
    const unmerged = cases.filter(({ ids }) => ids.slice(1, -1).every((id) => id >= firstByte && id < endOfBytes));
    const { tokenize } = createByteLevelBpe(spec, tokenizerJson(bytesOnly, []));
    expect(unmerged).toHaveLength(18);
    expect(wrongCases(unmerged, tokenize, ({ ids }) => ids)).toEqual([]);
  });
});

describe("byte-level byte-pair encoding", () => {
  const vocab = { ...bytesOnly, Ġl: 300, un: 301, Ġlun: 302, Ġlung: 303, Ġ1: 304 };
  const merges = ["Ġ l", "u n", "Ġl un", "Ġlun g", "Ġ 1"];
  const { tokenize } = createByteLevelBpe(spec, tokenizerJson(vocab, merges));
  const byte = (letter: keyof typeof bytesOnly) => bytesOnly[letter];

  test.each([
    { name: "a space is set before the text, if there is none", text: "Lung lung", ids: [303, 303] },
    { name: "a space that is there stays the only one", text: " lung", ids: [303] },
    { name: "marks go", text: "lúng\u0301", ids: [303] },
    { name: "digits are one word", text: "11", ids: [304, byte("1")] },
    { name: "spaces before a word's own are a word", text: "lung   lung", ids: [303, byte("Ġ"), byte("Ġ"), 303] },
    { name: "the byte order mark is no space", text: "lung\ufeff", ids: [303, byte("ï"), byte("»"), byte("¿")] },
    { name: "nothing", text: "", ids: [] },
  ])("$name", ({ text, ids }) => {
    expect(tokenize(text)).toEqual([1, ...ids, 2]);
  });

  test("merges may stand as pairs", () => {
    const pairs = merges.map((line) => line.split(" "));
    expect(createByteLevelBpe(spec, tokenizerJson(vocab, pairs)).tokenize("lung")).toEqual([1, 303, 2]);
  });

  test("the end token stays when a text is cut", () => {
    const ids = tokenize("lung ".repeat(500));
    expect(ids).toHaveLength(127);
    expect([ids[0], ids[126]]).toEqual([1, 2]);
  });

  test.each([
    { name: "another model", bytes: new TextEncoder().encode('{"model":{"type":"WordPiece","vocab":{}}}') },
    { name: "a merge of three", bytes: tokenizerJson(vocab, ["a b c"]) },
    { name: "no JSON", bytes: new TextEncoder().encode("{") },
    { name: "no model", bytes: new TextEncoder().encode("{}") },
  ])("a file with $name is refused", ({ bytes }) => {
    expect(() => createByteLevelBpe(spec, bytes)).toThrow(VocabularyError);
  });
});

import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { createClipBpe } from "../../../src/encoders/tokenizers/clip-bpe.ts";
import { VocabularyError } from "../../../src/encoders/tokenizers/errors.ts";
import type { ClipBpeSpec } from "../../../src/encoders/tokenizers/spec.ts";
import type { TextTokenizer } from "../../../src/encoders/tokenizers/text-tokenizer.ts";
import { hasShared } from "../../support/shared.ts";
import { type GoldenCase, goldenCases, goldenVocabulary, tokenizerGoldens, wrongCases } from "./golden-cases.ts";

const file = "bpe_simple_vocab_16e6.txt.gz";
const [startId, endId] = [49406, 49407];
const spec: ClipBpeSpec = {
  kind: "clip-bpe",
  file,
  contextTokens: 77,
  startId,
  endId,
  padId: 0,
  cleaning: "open-clip",
};

/**
 * Strings of which Hugging Face's fast tokenizer makes other ids than the slow one with ftfy, whose ids the goldens are.
 * Made with tokenizers 0.23.2 from the merges and the steps of openai/clip-vit-base-patch32's tokenizer.json.
 */
const fastOnly = new Map([
  ["x &amp; y", [343, 261, 6259, 282, 344]], // no HTML is read
  ["x &amp;amp; y &lt;b&gt;", [343, 261, 6259, 282, 6259, 282, 344, 261, 3333, 282, 321, 261, 4725, 282]],
  [
    "&#39;quoted&#39; &eacute; &nbsp; &#x1F600;",
    [
      5, 258, 274, 280, 282, 27706, 5, 258, 274, 280, 282, 261, 68, 19734, 282, 261, 6459, 4393, 282, 5, 258, 343, 272,
      325, 277, 271, 271, 282,
    ],
  ],
  ["combining e\u0301 a\u0308 n\u0303", [23561, 4166, 47276, 127, 365]], // NFC needs no ftfy
  ["a\u0300\u0301\u0302\u0303", [21259, 136, 223, 136, 224, 136, 481]],
  ["<|startoftext|> <|endoftext|>", [startId, endId]], // the goldens end at the first end token
]);

describe.skipIf(!hasShared(`${tokenizerGoldens}/clip`))("CLIP's tokenizer", () => {
  let cases: readonly GoldenCase[];
  let vocabulary: Uint8Array;
  let openClip: TextTokenizer;
  let huggingFace: TextTokenizer;
  beforeAll(() => {
    cases = goldenCases("clip/clip-cases.json");
    vocabulary = goldenVocabulary(`clip/${file}`);
    openClip = createClipBpe(spec, vocabulary);
    huggingFace = createClipBpe({ ...spec, padId: endId, cleaning: "hugging-face" }, vocabulary);
  });

  test("gives open_clip's ids", () => {
    expect(cases).toHaveLength(159);
    expect(wrongCases(cases, openClip.tokenize, ({ ids }) => ids)).toEqual([]);
  });

  test("gives Hugging Face's ids, less what ftfy repairs before the slow one", () => {
    const wrong = wrongCases(cases, huggingFace.tokenize, ({ text, ...row }) => {
      const fast = fastOnly.get(text);
      return fast ? [startId, ...fast, endId] : (row.ids_hf_slow ?? row.ids_without_ftfy ?? row.ids);
    });
    expect(wrong).toEqual([]);
    expect(cases.filter(({ text }) => fastOnly.has(text))).toHaveLength(fastOnly.size);
  });

  test.each([
    { text: "ΟΔΟΣ ΣΑΣ", ids: [138, 123, 138, 112, 138, 123, 139, 481, 139, 225, 138, 109, 139, 481] },
    { text: "a!<|startoftext|>b<|endoftext|>", ids: [320, 256, startId, 321, endId] },
    { text: "'s 'S ’s it'S", ids: [568, 568, 728, 503, 338, 585, 568] },
    { text: "\u0345x", ids: [137, 483, 343] },
    { text: "x\u0085y\u001cz", ids: [343, 344, 472, 345] },
  ])("gives the ids of tokenizers 0.23.2 for $text", ({ text, ids }) => {
    expect(huggingFace.tokenize(text)).toEqual([startId, ...ids, endId]);
  });

  test("a mark that open_clip's pattern takes for nothing parts a word", () => {
    expect(openClip.tokenize("lu\u0345ng")).toEqual(openClip.tokenize("lu ng"));
  });

  test("the end token stays when a text is cut", () => {
    const ids = openClip.tokenize("lung ".repeat(500));
    expect(ids).toHaveLength(77);
    expect([ids[0], ids[76]]).toEqual([startId, endId]);
    expect(new Set(ids.slice(1, -1)).size).toBe(1);
  });

  test("merges.txt serves as the gzipped vocabulary does", () => {
    const lines = gunzipSync(vocabulary).toString("utf8").split("\n").slice(1, 48895);
    const merges = new TextEncoder().encode(["#version: 0.2", ...lines, ""].join("\n"));
    const { tokenize } = createClipBpe({ ...spec, file: "merges.txt" }, merges);
    expect(wrongCases(cases, tokenize, ({ text }) => openClip.tokenize(text))).toEqual([]);
  });

  test("states its context and what it pads with", () => {
    expect(huggingFace).toMatchObject({ contextTokens: 77, padId: endId });
  });
});

test.each([
  { name: "cut short", bytes: new TextEncoder().encode("#version\nt h\na n\n") },
  { name: "no list of merges", bytes: new TextEncoder().encode("a b\none two three\n") },
  { name: "a broken archive", bytes: Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3) },
  { name: "empty", bytes: new Uint8Array() },
])("a vocabulary that is $name is refused", ({ bytes }) => {
  expect(() => createClipBpe(spec, bytes)).toThrow(VocabularyError);
});

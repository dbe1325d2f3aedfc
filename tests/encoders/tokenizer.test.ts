import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { loadCard } from "../../src/encoders/card.ts";
import { loadTokenizer, type Tokenize } from "../../src/encoders/tokenizer.ts";
import { miniFolder } from "../support/mini.ts";
import { hasShared, shared } from "../support/shared.ts";

const Ids = z.array(z.int());
const Goldens = z.object({ cases: z.array(z.object({ text: z.string(), ids: Ids })) });
const goldens = "goldens/tokenizers/wordpiece/bert-base-uncased-cases.json";
/** The reference was cut at 256 tokens, the card cuts at 128. */
const [maxTokens, goldenMaxTokens] = [128, 256];

let tokenize: Tokenize;
beforeAll(async () => {
  tokenize = await loadTokenizer(await loadCard(miniFolder));
});

test.skipIf(!hasShared(goldens))("ids are those of transformers' BertTokenizer, cut at the card's limit", () => {
  const { cases } = Goldens.parse(JSON.parse(readFileSync(join(shared, goldens), "utf8")));
  const expected = cases.map(({ ids }) => (ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), 102]));
  const wrong = cases.flatMap(({ text }, i) => {
    const ids = tokenize(text);
    return JSON.stringify(ids) === JSON.stringify(expected[i]) ? [] : [{ text, ids, expected: expected[i] }];
  });
  const cut = cases.filter(({ ids }) => ids.length > maxTokens).length;
  process.stderr.write(`tokenizer: ${cases.length} strings, ${cut} cut, ${wrong.length} differ\n`);
  expect(cases.every(({ ids }) => ids.length <= goldenMaxTokens)).toBe(true);
  expect(wrong).toEqual([]);
});

test.each([
  { name: "126 words fill the limit", words: 126, length: 128 },
  { name: "127 words are cut", words: 127, length: 128 },
  { name: "a thousand words are cut", words: 1000, length: 128 },
])("$name, and [SEP] stays at the end", ({ words, length }) => {
  const ids = tokenize("lung ".repeat(words));
  expect(ids).toHaveLength(length);
  expect([ids[0], ids[length - 1]]).toEqual([101, 102]);
  expect(new Set(ids.slice(1, -1)).size).toBe(1);
});

test("case, accents and spaces do not count", () => {
  expect(tokenize("  Pneumonía\t of\nthe   LUNG ")).toEqual(tokenize("pneumonia of the lung"));
});

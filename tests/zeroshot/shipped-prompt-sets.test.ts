import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { loadCard } from "../../src/encoders/card.ts";
import { loadTokenizer, type Tokenize } from "../../src/encoders/tokenizer.ts";
import { createClipBpe } from "../../src/encoders/tokenizers/clip-bpe.ts";
import type { PromptSet } from "../../src/zeroshot/contract.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { goldenVocabulary, tokenizerGoldens } from "../encoders/tokenizers/golden-cases.ts";
import { miniFolder, root } from "../support/mini.ts";
import { hasShared } from "../support/shared.ts";

const shipped = await readShippedPromptSets(join(root, "prompts", "zero-shot"));
/** CLIP's, the shortest context of the encoders that can be imported; one more is a sign that the text was cut there. */
const contextTokens = 77;
const clipVocabulary = `${tokenizerGoldens}/clip`;

const Rules = z.object({ calibrations: z.record(z.string(), z.unknown()) });
const rules = Rules.parse(JSON.parse(readFileSync(join(miniFolder, "rules.json"), "utf8")));
const calibrated = new Set(Object.keys(rules.calibrations));

/** Everything of a set that a text tower reads. */
function promptsOf({ templates, classes }: PromptSet): readonly string[] {
  const names = classes.flatMap(({ synonyms, negatives = [] }) => [...synonyms, ...negatives]);
  return templates.flatMap((template) => names.map((name) => template.replace("{}", name)));
}

test("no two shipped sets have one id or one title, and each says whence it is", () => {
  expect(new Set(shipped.map(({ id }) => id)).size).toBe(shipped.length);
  expect(new Set(shipped.map(({ title }) => title)).size).toBe(shipped.length);
  for (const { source, kinds } of shipped) {
    expect(source).not.toBe("not stated");
    expect(kinds).toBeDefined();
  }
});

describe.each(shipped.map((set) => ({ id: set.id, set })))("$id", ({ set }) => {
  test("a wording means one class alone, as its presence or as its absence", () => {
    const wordings = set.classes.flatMap(({ synonyms, negatives = [] }) => [
      ...new Set([...synonyms, ...negatives].map((each) => each.toLowerCase())),
    ]);
    const repeated = wordings.filter((each, i) => wordings.indexOf(each) !== i);
    // the embedded encoder was trained with these words, and calibrated with them
    expect(repeated).toEqual(set.id === "body-part" ? ["the chest"] : []);
    for (const { synonyms, negatives = [] } of set.classes)
      expect(synonyms.filter((each) => negatives.includes(each))).toEqual([]);
  });

  test("a label of the data means one class alone", () => {
    const labels = set.classes.flatMap(({ field, labels: own }) => own.map((label) => `${field} ${label}`));
    expect(new Set(labels).size).toBe(labels.length);
  });

  test("a set whose words nothing was measured with has names and templates enough to average over", () => {
    if (set.trainedSet !== undefined || calibrated.has(set.id)) return;
    expect(set.templates.length).toBeGreaterThanOrEqual(5);
    for (const { synonyms } of set.classes) expect(synonyms.length).toBeGreaterThanOrEqual(3);
  });

  test("findings that may stand together each bring their absence, and no other set does", () => {
    for (const { negatives } of set.classes) expect(negatives !== undefined).toBe(set.multi === true);
  });
});

describe("no prompt is cut", () => {
  let wordPiece: Tokenize;
  beforeAll(async () => {
    wordPiece = await loadTokenizer(await loadCard(miniFolder));
  });

  test("by the embedded encoder's tokenizer, nor at 77 of its tokens", () => {
    const lengths = shipped.flatMap(promptsOf).map((text) => wordPiece(text).length);
    expect(Math.max(...lengths)).toBeLessThan(contextTokens);
  });

  test.skipIf(!hasShared(clipVocabulary))("by CLIP's", () => {
    const { tokenize } = createClipBpe(
      {
        kind: "clip-bpe",
        file: "bpe_simple_vocab_16e6.txt.gz",
        contextTokens,
        startId: 49406,
        endId: 49407,
        padId: 0,
        cleaning: "open-clip",
      },
      goldenVocabulary("clip/bpe_simple_vocab_16e6.txt.gz"),
    );
    const lengths = shipped.flatMap(promptsOf).map((text) => tokenize(text).length);
    expect(Math.max(...lengths)).toBeLessThan(contextTokens);
  });
});

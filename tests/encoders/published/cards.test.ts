import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { sha256File } from "../../../src/core/sha256.ts";
import { readConfig } from "../../../src/encoders/architectures/configs/read-config.ts";
import { projectedDimensions } from "../../../src/encoders/architectures/layers.ts";
import { inputSizePx } from "../../../src/encoders/preprocess/spec.ts";
import { createPublishedCards, readPublishedCard } from "../../../src/encoders/published/card.ts";
import { createTextTokenizer } from "../../../src/encoders/tokenizers/create-text-tokenizer.ts";
import { dimensionsOf, tensorsOf } from "../../support/random-checkpoint.ts";
import { publishedConfigs, shapesFrom } from "./published-configs.ts";

const models = fileURLToPath(new URL("../../../models", import.meta.url));
const folder = `${models}/cards`;
const vocabularies = await readdir(`${models}/vocabularies`);
const files = (await readdir(folder)).sort();
const cards = await Promise.all(files.map((file) => readPublishedCard(`${folder}/${file}`)));
const built = cards.flatMap((card) => (card.architecture ? [{ ...card, architecture: card.architecture }] : []));

test("the list holds every card, by its id", async () => {
  const listed = await createPublishedCards(folder).list();
  expect(listed.map(({ id }) => `${id}.json`).sort()).toEqual(files);
  expect(new Set(cards.map(({ name }) => name)).size).toBe(cards.length);
});

test("no two cards are for the same file", () => {
  const places = cards.map(
    ({ source, weights }) => `${source.kind === "hub" ? source.repository : source.url} ${weights.name}`,
  );
  const both = ["https://github.com/RyanWangZf/MedCLIP pytorch_model.bin"]; // one name for either of its networks
  expect(places.filter((place, i) => places.indexOf(place) !== i)).toEqual(both);
});

describe.each(cards)("the card $id", (card) => {
  test("says what its network is, or what it still needs", () => {
    expect(card.architecture === null).toBe(card.notBuilt !== null);
  });

  test("names public sources and no place on a machine", () => {
    expect(JSON.stringify(card)).not.toMatch(/(^|[\s"(])(\/(work|home|root|tmp|Users)\/|[A-Z]:\\|\.\.\/|file:)/);
    for (const { source } of card.figures)
      expect(card.sources.some((each) => source.startsWith(each.split(" ")[0]))).toBe(true);
  });

  test("invents no checksum and no revision", async () => {
    for (const weights of [card.weights, card.textWeights]) expect(weights?.sha256 ?? null).toBeNull();
    if (card.source.kind === "hub") expect(card.source.revision).toBeNull();
    for (const { name, sha256 } of card.files)
      expect(sha256).toBe(vocabularies.includes(name) ? await sha256File(`${models}/vocabularies/${name}`) : null);
  });

  test("has a tokenizer whose file it lists", () => {
    expect(card.files.map(({ name }) => name)).toEqual(card.tokenizer ? [card.tokenizer.file] : []);
    expect(card.tokenizer === null).toBe(!card.architecture?.text);
  });
});

describe.each(built)("the network of $id", ({ id, architecture, ...card }) => {
  const { image, text } = architecture;

  test("is what the reader makes of the published configuration", () => {
    const { config, shapes = {}, ...rest } = publishedConfigs[id];
    expect(architecture).toEqual(readConfig(config, shapesFrom(shapes), rest));
  });

  test("takes of each of its files what lies behind the file's prefix", () => {
    const { weights, textWeights } = card;
    const files = textWeights ? [weights, textWeights] : [weights];
    const keys = [...tensorsOf(architecture).keys()];
    for (const { prefix } of files) expect(keys.some((key) => key.startsWith(prefix))).toBe(true);
    expect(keys.every((key) => files.some(({ prefix }) => key.startsWith(prefix)))).toBe(true);
    expect(new Set(files.map(({ prefix }) => prefix)).size).toBe(files.length);
  });

  test("sees whole patches of the square that the preprocessing makes", () => {
    expect(card.preprocess && inputSizePx(card.preprocess)).toBe(image.imagePx);
    if (image.kind === "resnet") return;
    expect(image.imagePx % image.patchPx).toBe(0);
    if (image.kind === "vit") expect(image.width % image.heads).toBe(0);
  });

  test("ends in the dimensions of the card, on both sides", () => {
    expect(dimensionsOf(architecture)).toBe(card.dimensions);
    if (text) expect(projectedDimensions(text.projection, text.width)).toBe(card.dimensions);
  });

  test("holds its texts, and the ids that the tokenizer states", () => {
    if (!text || !card.tokenizer) return;
    const classToken = text.kind === "clip-text" && text.pool.kind === "class-embedding" ? 1 : 0;
    expect(card.tokenizer.contextTokens + classToken).toBeLessThanOrEqual(text.context);
    const ids = [card.tokenizer.padId, ...("endId" in card.tokenizer ? [card.tokenizer.endId] : [])];
    for (const each of ids) expect(each).toBeLessThan(text.vocabulary);
    const padId =
      text.kind === "bert" ? text.padId : text.pool.kind === "class-embedding" ? text.pool.padId : undefined;
    if (padId !== undefined) expect(card.tokenizer.padId).toBe(padId);
  });
});

test("every configuration belongs to a card whose network is built", () => {
  expect(Object.keys(publishedConfigs).sort()).toEqual(built.map(({ id }) => id).sort());
});

test.each(cards.filter(({ tokenizer }) => tokenizer && vocabularies.includes(tokenizer.file)))(
  "the vocabulary of $id comes with the program",
  async ({ tokenizer }) => {
    if (!tokenizer) return;
    const { tokenize } = createTextTokenizer(tokenizer, await readFile(`${models}/vocabularies/${tokenizer.file}`));
    expect(tokenize("a photo of a cat")).toEqual([49406, 320, 1125, 539, 320, 2368, 49407]);
  },
);

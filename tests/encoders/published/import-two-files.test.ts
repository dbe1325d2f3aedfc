import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sha256File } from "../../../src/core/sha256.ts";
import type { ArchitectureSpec } from "../../../src/encoders/architectures/spec.ts";
import { PublishedCard } from "../../../src/encoders/published/card.ts";
import { type ImportModelRequest, importModel } from "../../../src/encoders/published/import-model.ts";
import { ImportedModelFile, readImportedModel } from "../../../src/encoders/published/imported-model.ts";
import { createOnnxEngine } from "../../../src/inference/onnx-engine.ts";
import { root } from "../../support/mini.ts";
import { type FileTensor, readSafetensors, writeSafetensors } from "../../support/safetensors-file.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tinyArchitecture, tinyCard, writeTinyClip } from "../../support/tiny-clip.ts";

const [imageName, textName] = ["image.pt", "pytorch_model.bin"];

/** The network of tiny-clip as if its two sides were published in two files. */
const architecture: ArchitectureSpec = {
  ...tinyArchitecture,
  image: {
    ...tinyArchitecture.image,
    prefix: "image.visual.",
    projection: { kind: "matrix", key: "image.visual.proj", dimensions: 24 },
  },
  text: tinyArchitecture.text && {
    ...tinyArchitecture.text,
    prefix: "text.",
    projection: { kind: "matrix", key: "text.text_projection", dimensions: 24 },
  },
  logits: { scale: "text.logit_scale", bias: null },
};
const card: PublishedCard = {
  ...tinyCard,
  architecture,
  weights: { name: `weights/${imageName}`, sha256: null, prefix: "image." },
  textWeights: { name: textName, sha256: null, prefix: "text." },
};

let whole: string;
let split: string;
beforeAll(async () => {
  [whole, split] = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), "caselens-test-"))));
  await writeTinyClip(whole);
  await writeSplit(split);
});
afterAll(() => Promise.all([whole, split].map((folder) => rm(folder, { recursive: true }))));

async function writeSplit(folder: string, change: (text: Map<string, FileTensor>) => void = () => {}): Promise<void> {
  const tensors = [...(await readSafetensors(join(whole, "model.safetensors")))];
  const text = new Map(tensors.filter(([name]) => !name.startsWith("visual.")));
  change(text);
  await writeSafetensors(join(folder, imageName), new Map(tensors.filter(([name]) => name.startsWith("visual."))));
  await writeSafetensors(join(folder, textName), text);
}

const requestOf = (folder: string, changes: Partial<ImportModelRequest> = {}): ImportModelRequest => ({
  source: split,
  card,
  folder,
  vocabularies: join(root, "models", "vocabularies"),
  producer: "test",
  createEngine: () => createOnnxEngine({ intraOpThreads: 1 }),
  clock: () => new Date("2026-11-27T00:00:00Z"),
  ...changes,
});

test.each([
  { name: "the folder of both", source: () => split },
  { name: "the image side's file", source: () => join(split, imageName) },
  { name: "the text side's file", source: () => join(split, textName) },
])("a model in two files is imported from $name", async ({ source }) => {
  const folder = await temporaryFolder();
  const { model } = await importModel(requestOf(folder, { source: source() }));
  expect(model.checkpoint).toMatchObject({
    name: imageName,
    sha256: await sha256File(join(split, imageName)),
    text: { name: textName, sha256: await sha256File(join(split, textName)) },
    verified: false,
  });
  expect((await readImportedModel(join(folder, "tiny-clip"))).model).toEqual(model);
});

test("its weights are those of the model in one file", async () => {
  const weights = async (request: ImportModelRequest) => {
    const { model } = await importModel(request);
    return ["image.onnx.data", "text.onnx.data"].map((name) => model.files[name].sha256);
  };
  const one = requestOf(await temporaryFolder(), { source: whole, card: tinyCard });
  expect(await weights(requestOf(await temporaryFolder()))).toEqual(await weights(one));
});

test("the image side's file may have another name", async () => {
  const source = await temporaryFolder();
  await writeSplit(source);
  await rename(join(source, imageName), join(source, "renamed.pt"));
  const given = { source: join(source, "renamed.pt") };
  const { model } = await importModel(requestOf(await temporaryFolder(), given));
  expect(model.checkpoint.name).toBe("renamed.pt");
});

test("both must be what the card says to be verified", async () => {
  const [image, text] = await Promise.all([imageName, textName].map((name) => sha256File(join(split, name))));
  const known = (imageSha: string | null, textSha: string | null): PublishedCard => ({
    ...card,
    weights: { ...card.weights, sha256: imageSha },
    textWeights: card.textWeights && { ...card.textWeights, sha256: textSha },
  });
  const verified = async (changed: PublishedCard) =>
    (await importModel(requestOf(await temporaryFolder(), { card: changed }))).model.checkpoint.verified;
  expect(await verified(known(image, text))).toBe(true);
  expect(await verified(known(image, null))).toBe(false);
  const other = importModel(requestOf(await temporaryFolder(), { card: known(image, "0".repeat(64)) }));
  await expect(other).rejects.toMatchObject({ code: "IMPORT_SOURCE_INVALID" });
});

describe("nothing is left behind", () => {
  test.each([
    { name: "without the image side", gone: imageName, file: textName },
    { name: "without the text side", gone: textName, file: imageName },
  ])("$name", async ({ gone, file }) => {
    const source = await temporaryFolder();
    await writeSplit(source);
    await rm(join(source, gone));
    const folder = await temporaryFolder();
    for (const given of [source, join(source, file)])
      await expect(importModel(requestOf(folder, { source: given }))).rejects.toMatchObject({
        code: "IMPORT_SOURCE_INVALID",
      });
    expect(await readdir(folder)).toEqual([]);
  });

  test("where both hold a tensor of one name", async () => {
    const source = await temporaryFolder();
    await writeSplit(source, (text) => {
      const scale = text.get("logit_scale");
      if (scale) text.set("visual.proj", scale);
    });
    const folder = await temporaryFolder();
    const same = {
      ...card,
      weights: { ...card.weights, prefix: "" },
      textWeights: { name: textName, sha256: null, prefix: "" },
    };
    await expect(importModel(requestOf(folder, { source, card: same }))).rejects.toMatchObject({
      code: "CHECKPOINT_UNREADABLE",
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

test("cards and records of before stay readable: one file, whose names have no prefix", async () => {
  const {
    textWeights: _,
    weights: { prefix: __, ...weights },
    ...rest
  } = tinyCard;
  const elder = { ...rest, weights };
  expect(PublishedCard.parse(elder)).toEqual(tinyCard);
  const { model } = await importModel(requestOf(await temporaryFolder(), { source: whole, card: tinyCard }));
  expect(ImportedModelFile.parse({ ...model, card: elder })).toEqual(model);
});

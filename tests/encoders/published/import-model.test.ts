import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dot } from "../../../src/core/vector.ts";
import { buildGraphs } from "../../../src/encoders/architectures/build-graphs.ts";
import { openCheckpoint } from "../../../src/encoders/checkpoints/open-checkpoint.ts";
import { writeGraph } from "../../../src/encoders/graphs/write-graph.ts";
import { coveredArea } from "../../../src/encoders/preprocess/covered-area.ts";
import { type ImportModelRequest, importModel } from "../../../src/encoders/published/import-model.ts";
import { openImportedEncoder } from "../../../src/encoders/published/imported-encoder.ts";
import { readImportedModel } from "../../../src/encoders/published/imported-model.ts";
import { createImportedModels } from "../../../src/encoders/published/imported-models.ts";
import { quantizeModel } from "../../../src/encoders/published/quantize-model.ts";
import { decodeScan } from "../../../src/imaging/decode.ts";
import { createResampler } from "../../../src/imaging/resampler.ts";
import { createOnnxEngine } from "../../../src/inference/onnx-engine.ts";
import { root } from "../../support/mini.ts";
import { readSafetensors, writeSafetensors } from "../../support/safetensors-file.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tinyArchitecture, tinyCard, writeTinyClip } from "../../support/tiny-clip.ts";

const engine = createOnnxEngine({ intraOpThreads: 1 });
const resampler = createResampler();
let tiny: string;
beforeAll(async () => {
  tiny = await mkdtemp(join(tmpdir(), "caselens-test-"));
  await writeTinyClip(tiny);
});
afterAll(async () => {
  await rm(tiny, { recursive: true });
  await Promise.all([engine[Symbol.asyncDispose](), resampler[Symbol.asyncDispose]()]);
});

const requestOf = (folder: string, changes: Partial<ImportModelRequest> = {}): ImportModelRequest => ({
  source: tiny,
  card: tinyCard,
  folder,
  vocabularies: join(root, "models", "vocabularies"),
  producer: "test",
  createEngine: () => createOnnxEngine({ intraOpThreads: 1 }),
  clock: () => new Date("2026-11-27T00:00:00Z"),
  ...changes,
});

async function imported() {
  const folder = await temporaryFolder();
  return { folder, model: await importModel(requestOf(folder)) };
}

async function scan(name = "BrainT1Slice.png") {
  return (await decodeScan(join(root, "samples", "images", name))).image;
}

test("an imported model is a folder of its own, says what it was made of, and is read again", async () => {
  const { folder, model } = await imported();
  expect(await readdir(folder)).toEqual(["tiny-clip"]);
  expect((await readdir(join(folder, "tiny-clip"))).sort()).toEqual(
    [
      "bpe_simple_vocab_16e6.txt.gz",
      "image.onnx",
      "image.onnx.data",
      "model.json",
      "text.onnx",
      "text.onnx.data",
    ].sort(),
  );
  expect(model.encoderId).toMatch(/^tiny-clip@[0-9a-f]{8}$/);
  expect(model.model).toMatchObject({ dimensions: 24, checkpoint: { name: "model.safetensors", verified: false } });
  expect(model.model.logits.scale).toBeCloseTo(20, 5);
  expect(await readImportedModel(join(folder, "tiny-clip"))).toEqual(model);
});

test("the same checkpoint gives the same revision, another wording of its text another one", async () => {
  const [first, second] = [await imported(), await imported()];
  expect(second.model.encoderId).toBe(first.model.encoderId);
  const tokenizer = tinyCard.tokenizer?.kind === "clip-bpe" ? { ...tinyCard.tokenizer, contextTokens: 40 } : null;
  const other = await importModel(requestOf(await temporaryFolder(), { card: { ...tinyCard, tokenizer } }));
  expect(other.encoderId).not.toBe(first.model.encoderId);
});

test("its vectors are unit vectors of its own, and none depends on its batch-mates", async () => {
  const encoder = openImportedEncoder((await imported()).model, { engine, resampler });
  const images = [await scan(), await scan("cell.png")];
  const together = await encoder.image.encode([...images, images[0]]);
  const [alone] = await encoder.image.encode([images[0]]);
  expect(together[0].embedding).toEqual(alone.embedding);
  expect(together[2].embedding).toEqual(alone.embedding);
  expect(dot(alone.embedding.values, alone.embedding.values)).toBeCloseTo(1, 6);
  if (!tinyCard.preprocess) throw new Error("The tiny card states no preprocessing.");
  const area = coveredArea(images[0], tinyCard.preprocess);
  expect(alone.patches).toMatchObject({ rows: 4, columns: 4, area });
  expect(alone.embedding.encoderId).toBe(encoder.id);
  const texts = await encoder.text.encode(["chest radiograph", "a much longer text about a brain", "chest radiograph"]);
  expect(texts[0].embedding).toEqual(texts[2].embedding);
  expect(texts[0].embedding.values).toHaveLength(24);
  expect(dot(texts[0].embedding.values, texts[1].embedding.values)).toBeLessThan(0.999);
  await expect(encoder.text.encode(["  "])).rejects.toMatchObject({ code: "TEXT_EMPTY" });
});

test("graphs that somebody exported, in the layout of transformers.js, give the same vectors", async () => {
  const source = await temporaryFolder();
  const folder = join(source, "onnx");
  await mkdir(folder);
  {
    await using checkpoint = await openCheckpoint(join(tiny, "model.safetensors"));
    const { image, text } = buildGraphs(checkpoint, tinyArchitecture);
    await writeGraph({ ...image, name: "vision_model" }, { folder, producer: "test" });
    if (text) await writeGraph({ ...text, name: "text_model" }, { folder, producer: "test" });
  }
  const exported = await importModel(requestOf(await temporaryFolder(), { source }));
  expect(exported.model).toMatchObject({ image: { graph: "vision_model.onnx", patches: false }, dimensions: 24 });
  const built = (await imported()).model;
  expect(exported.encoderId).not.toBe(built.encoderId);
  const [theirs, ours] = [exported, built].map((each) => openImportedEncoder(each, { engine, resampler }));
  const image = await scan();
  const values = async ({ image: tower, text }: typeof ours) => [
    (await tower.encode([image]))[0].embedding.values,
    (await text.encode(["a brain"]))[0].embedding.values,
  ];
  expect(await values(theirs)).toEqual(await values(ours));
  await rm(join(folder, "text_model.onnx"));
  const one = importModel(requestOf(await temporaryFolder(), { source }));
  await expect(one).rejects.toMatchObject({ code: "IMPORT_SOURCE_INVALID" });
});

test("an 8-bit model stands beside the one that it was made of, is smaller, and sees much the same", async () => {
  const { folder, model } = await imported();
  const made = await quantizeModel({ imported: model, producer: "test" }, async () => true);
  expect((await readdir(folder)).sort()).toEqual(["tiny-clip", "tiny-clip-int8"]);
  expect(made?.encoderId).toMatch(/^tiny-clip-int8@/);
  expect(made && (await readImportedModel(made.folder))).toEqual(made);
  if (!made) return;
  const [whole, eight] = [model, made].map((each) => openImportedEncoder(each, { engine, resampler }));
  const images = [await scan(), await scan("cell.png")];
  const [before, after] = await Promise.all([whole, eight].map(({ image }) => image.encode(images)));
  for (const [i, { embedding }] of before.entries())
    expect(dot(embedding.values, after[i].embedding.values)).toBeGreaterThan(0.95);
  const [word] = await eight.text.encode(["a brain"]); // of 16 channels: coarser than any real tower
  expect(dot(word.embedding.values, (await whole.text.encode(["a brain"]))[0].embedding.values)).toBeGreaterThan(0.9);
  const bytes = (files: typeof made.model.files) => files["image.onnx.data"].sizeBytes;
  expect(bytes(made.model.files)).toBeLessThan(0.6 * bytes(model.model.files));
  await expect(quantizeModel({ imported: made, producer: "test" }, async () => true)).rejects.toMatchObject({
    code: "MODEL_NOT_QUANTIZABLE",
  });
});

test("an 8-bit model that is not accepted leaves nothing", async () => {
  const { folder, model } = await imported();
  expect(await quantizeModel({ imported: model, producer: "test" }, async () => false)).toBeNull();
  expect(await readdir(folder)).toEqual(["tiny-clip"]);
});

test("importing again replaces it", async () => {
  const { folder } = await imported();
  await writeFile(join(folder, "tiny-clip", "stray"), "");
  await importModel(requestOf(folder));
  expect(await readdir(folder)).toEqual(["tiny-clip"]);
  expect(await readdir(join(folder, "tiny-clip"))).not.toContain("stray");
});

test("an 8-bit model is not made of weights that were changed since", async () => {
  const { folder, model } = await imported();
  await truncate(join(model.folder, "text.onnx.data"), 1_000);
  await expect(quantizeModel({ imported: model, producer: "test" }, async () => true)).rejects.toMatchObject({
    code: "IMPORTED_MODEL_INVALID",
    message: expect.stringContaining("text.onnx.data"),
  });
  expect(await readdir(folder)).toEqual(["tiny-clip"]);
});

test("a folder that is no model is in nobody's way but its own", async () => {
  const { folder, model } = await imported();
  await mkdir(join(folder, "backup"));
  const models = createImportedModels(folder);
  expect(await models.list()).toEqual({ models: [model], damaged: ["backup"] });
  expect(await models.find("tiny-clip")).toEqual(model);
  expect(await models.find("plip")).toBeNull();
  await expect(models.find("backup@01234567")).rejects.toMatchObject({
    code: "IMPORTED_MODEL_INVALID",
    message: expect.stringContaining("backup"),
  });
});

/** Sets the first number of a tensor. */
const withValue = (name: string, value: number) => async (path: string) => {
  const tensors = await readSafetensors(path);
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`There is no ${name}.`);
  const bytes = Uint8Array.from(tensor.bytes);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  await writeSafetensors(path, tensors.set(name, { ...tensor, bytes }));
};

describe("nothing is left behind", () => {
  const changed = async (change: (path: string) => Promise<void>) => {
    const own = await temporaryFolder();
    await writeTinyClip(own);
    await change(join(own, "model.safetensors"));
    return own;
  };
  test.each([
    {
      name: "a truncated checkpoint",
      code: "CHECKPOINT_UNREADABLE",
      change: () => changed((path) => truncate(path, 1_000_000)).then((source) => ({ source })),
    },
    {
      name: "a missing key",
      code: "WEIGHTS_MISMATCH",
      change: () =>
        changed(async (path) => {
          const tensors = await readSafetensors(path);
          tensors.delete("ln_final.bias");
          await writeSafetensors(path, tensors);
        }).then((source) => ({ source })),
    },
    {
      name: "a page instead of the vocabulary",
      code: "IMPORT_SOURCE_INVALID",
      change: async () => {
        const vocabularies = await temporaryFolder();
        await writeFile(join(vocabularies, "bpe_simple_vocab_16e6.txt.gz"), "<html>no such file</html>");
        return { vocabularies };
      },
    },
    {
      name: "a weight that is no number",
      code: "WEIGHTS_MISMATCH",
      change: () => changed(withValue("visual.proj", Number.NaN)).then((source) => ({ source })),
    },
    {
      name: "a scale that is nothing",
      code: "WEIGHTS_MISMATCH",
      change: () => changed(withValue("logit_scale", -1_000)).then((source) => ({ source })),
    },
    {
      name: "a scale beyond all numbers",
      code: "WEIGHTS_MISMATCH",
      change: () => changed(withValue("logit_scale", 1_000)).then((source) => ({ source })),
    },
    {
      name: "another checksum than the card's",
      code: "IMPORT_SOURCE_INVALID",
      change: async () => ({ card: { ...tinyCard, weights: { ...tinyCard.weights, sha256: "0".repeat(64) } } }),
    },
    { name: "no such folder", code: "IMPORT_SOURCE_INVALID", change: async () => ({ source: "/no/such/folder" }) },
    {
      name: "no weights in it",
      code: "IMPORT_SOURCE_INVALID",
      change: async () => ({ source: await temporaryFolder() }),
    },
    {
      name: "no vocabulary",
      code: "IMPORT_SOURCE_INVALID",
      change: async () => ({ vocabularies: await temporaryFolder() }),
    },
    {
      name: "a network that is not built",
      code: "MODEL_NOT_BUILT",
      change: async () => ({ card: { ...tinyCard, architecture: null, notBuilt: "a 3-D image tower" } }),
    },
  ])("$name: $code", async ({ code, change }) => {
    const folder = await temporaryFolder();
    await expect(importModel(requestOf(folder, await change()))).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual([]);
  });

  test("an abort in the middle", async () => {
    const folder = await temporaryFolder();
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const importing = importModel(requestOf(folder, { signal: stop.signal, onProgress }));
    await expect(importing).rejects.toMatchObject({ name: "AbortError" });
    expect(await readdir(folder)).toEqual([]);
  });

  test("and the model that was there stays", async () => {
    const { folder, model } = await imported();
    const card = { ...tinyCard, architecture: null, notBuilt: "more" };
    await expect(importModel(requestOf(folder, { card }))).rejects.toMatchObject({ code: "MODEL_NOT_BUILT" });
    expect(await readImportedModel(join(folder, "tiny-clip"))).toEqual(model);
  });
});

test("a file that was changed after the import is noticed when it is used", async () => {
  const { folder, model } = await imported();
  const path = join(folder, "tiny-clip", "image.onnx.data");
  const bytes = await readFile(path);
  bytes[100] ^= 1;
  await writeFile(path, bytes);
  const encoder = openImportedEncoder(model, { engine, resampler });
  await expect(encoder.image.encode([await scan()])).rejects.toMatchObject({ code: "MODEL_FILE_INVALID" });
  await rm(join(folder, "tiny-clip", "bpe_simple_vocab_16e6.txt.gz"));
  await expect(encoder.text.encode(["text"])).rejects.toMatchObject({ code: "MODEL_FILE_INVALID" });
});

import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sha256File } from "../../../src/core/sha256.ts";
import { buildGraphs } from "../../../src/encoders/architectures/build-graphs.ts";
import { openCheckpoint } from "../../../src/encoders/checkpoints/open-checkpoint.ts";
import { writeGraph } from "../../../src/encoders/graphs/write-graph.ts";
import type { PublishedCard } from "../../../src/encoders/published/card.ts";
import { importModel } from "../../../src/encoders/published/import-model.ts";
import { openImportedEncoder } from "../../../src/encoders/published/imported-encoder.ts";
import { readImportedModel } from "../../../src/encoders/published/imported-model.ts";
import { quantizeModel } from "../../../src/encoders/published/quantize-model.ts";
import { createResampler } from "../../../src/imaging/resampler.ts";
import { createOnnxEngine } from "../../../src/inference/onnx-engine.ts";
import { root } from "../../support/mini.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tinyArchitecture, tinyCard, writeTinyClip } from "../../support/tiny-clip.ts";

const engine = createOnnxEngine({ intraOpThreads: 1 });
const resampler = createResampler();
afterAll(async () => {
  await Promise.all([engine[Symbol.asyncDispose](), resampler[Symbol.asyncDispose]()]);
});

const data = "vision_model.onnx.data";

/** The layout of transformers.js, out of our own graphs. */
async function exported(folder?: string): Promise<{ readonly source: string; readonly onnx: string }> {
  const source = folder ?? (await temporaryFolder());
  const onnx = join(source, "onnx");
  await mkdir(onnx);
  await writeTinyClip(onnx);
  await using checkpoint = await openCheckpoint(join(onnx, "model.safetensors"));
  const { image, text } = buildGraphs(checkpoint, tinyArchitecture);
  await writeGraph({ ...image, name: "vision_model" }, { folder: onnx, producer: "test" });
  if (text) await writeGraph({ ...text, name: "text_model" }, { folder: onnx, producer: "test" });
  return { source, onnx };
}

/** Names another file, as long, in place of the weights: from the `from`th tensor on. */
async function renameWeights(onnx: string, name: string, from = 0): Promise<void> {
  expect(name).toHaveLength(data.length);
  const path = join(onnx, "vision_model.onnx");
  let seen = 0;
  const text = (await readFile(path)).toString("latin1").replaceAll(data, () => (seen++ < from ? data : name));
  expect(seen).toBeGreaterThan(from);
  await writeFile(path, Buffer.from(text, "latin1"));
}

const take = async (source: string, card: PublishedCard = tinyCard, folder?: string) =>
  importModel({
    source,
    card,
    folder: folder ?? (await temporaryFolder()),
    vocabularies: join(root, "models", "vocabularies"),
    producer: "test",
    createEngine: () => createOnnxEngine({ intraOpThreads: 1 }),
    clock: () => new Date("2026-11-27T00:00:00Z"),
  });

const refused = { code: "IMPORT_SOURCE_INVALID" };
const picture = { widthPx: 40, heightPx: 40, data: new Uint8Array(4800).map((_, i) => i % 251) };

describe("weights that stand beside a graph", () => {
  test("in several files are kept, all of them, and checked when they are used", async () => {
    const { source, onnx } = await exported();
    const [part] = ["vision_model.onnx_dat1"];
    await renameWeights(onnx, part, 5);
    await copyFile(join(onnx, data), join(onnx, part));
    const model = await take(source);
    expect(model.model.image).toMatchObject({ weights: data, moreWeights: [part] });
    expect(await readdir(model.folder)).toEqual(expect.arrayContaining([data, part]));
    const encoder = openImportedEncoder(model, { engine, resampler });
    expect((await encoder.image.encode([picture]))[0].embedding.values).toHaveLength(24);
    await truncate(join(model.folder, part), 1_000);
    const again = openImportedEncoder(model, { engine, resampler });
    await expect(again.image.encode([picture])).rejects.toMatchObject({
      code: "MODEL_FILE_INVALID",
      fileName: part,
      message: expect.stringContaining("tiny-clip"),
      remedy: expect.stringContaining("models import"),
    });
  });

  test.each([
    { name: "out of its folder", file: "../ion_model.onnx.data" },
    { name: "in a folder below it", file: "w/sion_model.onnx.data" },
    { name: "that are not there", file: "other__model.onnx.data" },
    { name: "that are another graph", file: "vision_model_data.onnx" },
  ])("$name are refused", async ({ file }) => {
    const { source, onnx } = await exported();
    await renameWeights(onnx, file);
    await mkdir(join(onnx, "w"));
    if (file.includes("/") || file.endsWith(".onnx")) await copyFile(join(onnx, data), join(onnx, file));
    const folder = await temporaryFolder();
    await expect(take(source, tinyCard, folder)).rejects.toMatchObject(refused);
    expect(await readdir(folder)).toEqual([]);
  });

  test("and were not given are looked for nowhere: not in the current directory, not beside the graph", async () => {
    const { onnx } = await exported();
    const path = join(onnx, "vision_model.onnx");
    const opened = engine.open(path, { sha256: await sha256File(path) });
    await expect(opened).rejects.toMatchObject({ code: "MODEL_FILE_INVALID", fault: "unlisted" });
  });
});

describe("exported graphs", () => {
  let source: string;
  let onnx: string;
  beforeAll(async () => {
    ({ source, onnx } = await exported(await mkdtemp(join(tmpdir(), "caselens-test-"))));
  });
  afterAll(() => rm(source, { recursive: true }));

  test.each<{ name: string; change: Partial<PublishedCard> }>([
    { name: "of other dimensions than the card's", change: { dimensions: 25 } },
    {
      name: "for pictures of another size than the card's",
      change: { preprocess: tinyCard.preprocess && { ...tinyCard.preprocess, sizePx: 24 } },
    },
    {
      name: "that are not the file whose checksum the card knows",
      change: { weights: { ...tinyCard.weights, sha256: "0".repeat(64) } },
    },
  ])("$name are refused", async ({ change }) => {
    const folder = await temporaryFolder();
    await expect(take(source, { ...tinyCard, ...change }, folder)).rejects.toMatchObject(refused);
    expect(await readdir(folder)).toEqual([]);
  });

  test("that are the file of the card are taken, and not called verified while their weights are not", async () => {
    const sha256 = await sha256File(join(onnx, "vision_model.onnx"));
    const { model } = await take(source, { ...tinyCard, weights: { ...tinyCard.weights, sha256 } });
    expect(model.checkpoint).toMatchObject({ name: "vision_model.onnx", sha256, verified: false });
  });

  test.each([
    { name: "the same", config: { size: { shortest_edge: 32 }, crop_size: 32, resample: 3 }, ok: true },
    { name: "other sizes", config: { size: { height: 24, width: 24 } }, ok: false },
    { name: "another cut", config: { size: 32, crop_size: { height: 30, width: 30 } }, ok: false },
    { name: "another mean", config: { image_mean: [0.5, 0.5, 0.5] }, ok: false },
    { name: "another deviation", config: { image_std: [0.5, 0.5, 0.5] }, ok: false },
    { name: "another resampling", config: { resample: 2 }, ok: false },
    { name: "nothing that can be read", config: "<html>", ok: false },
  ])("beside a preprocessor_config.json that says $name", async ({ config, ok }) => {
    const path = join(source, "preprocessor_config.json");
    await writeFile(path, JSON.stringify(config));
    const taken = take(source);
    if (ok) expect((await taken).model.dimensions).toBe(24);
    else await expect(taken).rejects.toMatchObject(refused);
    await rm(path);
  });

  test("that do not run leave the model that was there in its place", async () => {
    const folder = await temporaryFolder();
    const whole = await take(source, tinyCard, folder);
    const other = await exported();
    const graph = join(other.onnx, "text_model.onnx");
    await writeFile(graph, (await readFile(graph)).subarray(0, 400));
    await expect(take(other.source, tinyCard, folder)).rejects.toMatchObject(refused);
    expect(await readdir(folder)).toEqual(["tiny-clip"]);
    expect(await readImportedModel(join(folder, "tiny-clip"))).toEqual(whole);
  });

  test("are not brought to 8 bits: their weights lie where their exporter put them", async () => {
    const imported = await take(source);
    await expect(quantizeModel({ imported, producer: "test" }, async () => true)).rejects.toMatchObject({
      code: "MODEL_NOT_QUANTIZABLE",
    });
  });

  test("stand back where the checkpoint is beside them", async () => {
    const both = await exported();
    await writeTinyClip(both.source);
    expect((await take(both.source)).model.checkpoint.name).toBe("model.safetensors");
  });
});

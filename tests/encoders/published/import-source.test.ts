import { execFileSync } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sha256File } from "../../../src/core/sha256.ts";
import type { PublishedCard } from "../../../src/encoders/published/card.ts";
import { importModel } from "../../../src/encoders/published/import-model.ts";
import { createImportedModels } from "../../../src/encoders/published/imported-models.ts";
import { createOnnxEngine } from "../../../src/inference/onnx-engine.ts";
import { root } from "../../support/mini.ts";
import { readSafetensors, writeSafetensors } from "../../support/safetensors-file.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tinyCard, writeTinyClip } from "../../support/tiny-clip.ts";

let tiny: string;
beforeAll(async () => {
  tiny = await mkdtemp(join(tmpdir(), "caselens-test-"));
  await writeTinyClip(tiny);
});
afterAll(() => rm(tiny, { recursive: true }));

const weights = "model.safetensors";
const vocabulary = basename(tinyCard.files[0].name);

interface Taken {
  readonly card?: PublishedCard;
  readonly folder?: string;
  readonly signal?: AbortSignal;
}

const take = async (source: string, { card = tinyCard, folder, signal }: Taken = {}) =>
  importModel({
    source,
    card,
    folder: folder ?? (await temporaryFolder()),
    vocabularies: join(root, "models", "vocabularies"),
    producer: "test",
    createEngine: createOnnxEngine,
    clock: () => new Date("2026-11-27T00:00:00Z"),
    signal,
  });

const pipe = (path: string) => void execFileSync("mkfifo", [path]);
const isRoot = process.getuid?.() === 0;

describe.skipIf(process.platform === "win32")("what cannot be read is told, and nothing waits", () => {
  test.each<{ name: string; make: (path: string) => unknown; skip?: boolean }>([
    { name: "a pipe", make: pipe },
    { name: "a device", make: (path) => symlink("/dev/zero", path) },
    { name: "a folder", make: (path) => mkdir(path) },
    { name: "a link to nothing", make: (path) => symlink("nowhere", path) },
    { name: "a link to itself", make: (path) => symlink(path, path) },
    { name: "a file of somebody else's", make: (path) => writeFile(path, "").then(() => chmod(path, 0)), skip: isRoot },
  ])("$name as weights or vocabulary", async ({ make, skip = false }) => {
    if (skip) return void process.stderr.write("skipped: root may read every file\n");
    const [own, beside, folder] = [await temporaryFolder(), await temporaryFolder(), await temporaryFolder()];
    await make(join(own, weights));
    await copyFile(join(tiny, weights), join(beside, weights));
    await make(join(beside, vocabulary));
    for (const source of [own, join(own, weights), beside])
      await expect(take(source, { folder })).rejects.toMatchObject({ code: "IMPORT_SOURCE_INVALID" });
    expect(await readdir(folder)).toEqual([]);
  });
});

test("a file where the home keeps its models is told", async () => {
  const folder = join(await temporaryFolder(), "models");
  await writeFile(folder, "");
  await expect(take(tiny, { folder })).rejects.toMatchObject({ code: "HOME_FOLDER_INVALID" });
  await expect(createImportedModels(folder).list()).rejects.toMatchObject({ code: "HOME_FOLDER_INVALID" });
  await expect(createImportedModels(folder).find("plip")).rejects.toMatchObject({ code: "HOME_FOLDER_INVALID" });
});

test("an abort is heard while a file is hashed", async () => {
  const stop = new AbortController();
  const hashing = sha256File(join(tiny, weights), { signal: stop.signal });
  stop.abort();
  await expect(hashing).rejects.toMatchObject({ name: "AbortError" });
  await expect(take(tiny, { signal: stop.signal })).rejects.toMatchObject({ name: "AbortError" });
});

test("a page in place of the weights is called one", async () => {
  const path = join(await temporaryFolder(), weights);
  await writeFile(path, "\n<!DOCTYPE html><html><title>Sign in</title></html>");
  await expect(take(path)).rejects.toMatchObject({
    code: "CHECKPOINT_UNREADABLE",
    message: expect.stringContaining("web page"),
  });
});

test("weights under other names are named", async () => {
  const source = await temporaryFolder();
  await copyFile(join(tiny, weights), join(source, "epoch 3.safetensors"));
  await writeFile(join(source, "notes.txt"), "");
  await expect(take(source)).rejects.toMatchObject({
    code: "IMPORT_SOURCE_INVALID",
    message: expect.stringContaining("epoch?3.safetensors"),
  });
});

describe("a folder of the hub's cache", () => {
  const revisions = ["1".repeat(40), "2".repeat(40)];
  async function cache(count: number, refs?: string): Promise<string> {
    const source = await temporaryFolder();
    await mkdir(join(source, "blobs"));
    await copyFile(join(tiny, weights), join(source, "blobs", "abc"));
    for (const revision of revisions.slice(0, count)) {
      const snapshot = join(source, "snapshots", revision);
      await mkdir(snapshot, { recursive: true });
      await symlink("../../blobs/abc", join(snapshot, weights));
    }
    await mkdir(join(source, "refs"));
    if (refs !== undefined) await writeFile(join(source, "refs", "main"), refs);
    return source;
  }

  test.each([
    { name: "with one revision", count: 1, refs: undefined },
    { name: "with two, of which one is current", count: 2, refs: revisions[1] },
  ])("$name is understood", async ({ count, refs }) => {
    expect((await take(await cache(count, refs))).model.checkpoint.name).toBe(weights);
  });

  test("with two and none current is refused", async () => {
    await expect(take(await cache(2))).rejects.toMatchObject({ code: "IMPORT_SOURCE_INVALID" });
  });
});

describe("weights in shards", () => {
  const names = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
  const index = "model.safetensors.index.json";
  async function shards(): Promise<string> {
    const source = await temporaryFolder();
    const all = [...(await readSafetensors(join(tiny, weights)))];
    const half = Math.floor(all.length / 2);
    const parts = [all.slice(0, half), all.slice(half)];
    for (const [i, name] of names.entries()) await writeSafetensors(join(source, name), new Map(parts[i]));
    const entries = parts.flatMap((part, i) => part.map(([name]) => [name, names[i]]));
    await writeFile(join(source, index), JSON.stringify({ metadata: {}, weight_map: Object.fromEntries(entries) }));
    return source;
  }

  test("are read as one", async () => {
    const source = await shards();
    const whole = await take(tiny);
    for (const given of [source, join(source, index)]) {
      const { encoderId, model } = await take(given);
      expect(encoderId).toBe(whole.encoderId);
      expect(model.checkpoint).toMatchObject({ name: index, verified: false });
      expect(model.checkpoint.shards?.map(({ name }) => name)).toEqual(names);
    }
  });

  test("of which one is missing: it is named, and all must stand beside the index", async () => {
    const source = await shards();
    await rm(join(source, names[1]));
    await expect(take(source)).rejects.toMatchObject({
      code: "IMPORT_SOURCE_INVALID",
      message: expect.stringContaining(names[1]),
      remedy: expect.stringContaining("beside their index"),
    });
  });

  test.each([
    { name: "one alone", given: (source: string) => join(source, names[0]) },
    {
      name: "without their index",
      given: async (source: string) => {
        await rename(join(source, index), join(source, "index.txt"));
        return source;
      },
    },
  ])("$name: they are called shards", async ({ given }) => {
    await expect(take(await given(await shards()))).rejects.toMatchObject({
      code: "IMPORT_SOURCE_INVALID",
      message: expect.stringContaining("shard"),
    });
  });

  test.each(["<html>", "{}", JSON.stringify({ weight_map: { a: "../../etc/passwd" } })])(
    "with an index that is none (%s)",
    async (content) => {
      const source = await shards();
      await writeFile(join(source, index), content);
      await expect(take(source)).rejects.toMatchObject({ code: "IMPORT_SOURCE_INVALID" });
    },
  );
});

test("imports of one model at once each end well, and one of them stays, whole", async () => {
  const folder = await temporaryFolder();
  const models = await Promise.all([1, 2, 3, 4].map(() => take(tiny, { folder })));
  expect(await readdir(folder)).toEqual(["tiny-clip"]);
  const { models: kept } = await createImportedModels(folder).list();
  expect(kept).toEqual([models[0]]);
});

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EncoderId } from "../../src/encoders/contract.ts";
import { createLibraries } from "../../src/retrieval/library.ts";
import { pairRow } from "../support/pair-rows.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const mini = EncoderId.parse("mini-v0@00000001");
const conch = EncoderId.parse("conch@00000002");
const vectors = { id: mini, dimensions: 8 };

async function newRoot() {
  const root = join(await temporaryFolder(), "libraries");
  return { root, libraries: createLibraries(root, () => new Date("2026-01-02T03:04:05Z")) };
}

async function rootWith(...names: readonly string[]) {
  const made = await newRoot();
  for (const name of names) {
    await using library = await made.libraries.openForWriting(name, vectors);
    await library.pairs.put([pairRow(1), pairRow(2)]);
  }
  return made;
}

test("a new library has a manifest, and opens again with its pairs", async () => {
  const { libraries } = await rootWith("cases");
  await using library = await libraries.open("cases", mini);
  expect(library.manifest).toEqual({
    format: 1,
    name: "cases",
    encoder: mini,
    dimensions: 8,
    createdAt: "2026-01-02T03:04:05.000Z",
  });
  expect(await library.pairs.count()).toBe(2);
  expect(await libraries.manifest("cases")).toEqual(library.manifest);
  expect(await libraries.exists("cases")).toBe(true);
});

test("a writer that puts no pair leaves no library, and the name is free for another encoder's vectors", async () => {
  const { libraries } = await newRoot();
  await (await libraries.openForWriting("none", vectors))[Symbol.asyncDispose]();
  expect(await libraries.exists("none")).toBe(false);
  expect(await libraries.names()).toEqual([]);
  await expect(libraries.open("none")).rejects.toMatchObject({ code: "LIBRARY_UNKNOWN" });
  await using library = await libraries.openForWriting("none", { id: conch, dimensions: 4 });
  await library.pairs.put([]);
  expect(await libraries.exists("none")).toBe(false);
  await expect(library.pairs.put([pairRow(1)])).rejects.toThrow(); // of eight dimensions
  expect(await libraries.exists("none")).toBe(false);
});

test("a library that holds pairs stays when a later writer puts none", async () => {
  const { libraries } = await rootWith("cases");
  await (await libraries.openForWriting("cases", vectors))[Symbol.asyncDispose]();
  expect((await libraries.manifest("cases")).encoder).toBe(mini);
});

test("names are sorted, leave out what is no library, and show what is damaged", async () => {
  const { root, libraries } = await rootWith("b", "a");
  expect(await (await newRoot()).libraries.names()).toEqual([]);
  await mkdir(join(root, "empty"));
  await mkdir(join(root, ".new-x-1"));
  await writeFile(join(root, "file"), "");
  await writeFile(join(root, "b", "library.json"), "{");
  expect(await libraries.names()).toEqual(["a", "b"]);
});

test.each(["", ".", "..", "../x", "a/b", "a\\b", "-x", ".hidden", "ü", "a b", "x".repeat(65), "a\0b", "a\n"])(
  "%j is no library name",
  async (name) => {
    const { libraries } = await newRoot();
    const refused = { code: "LIBRARY_NAME_INVALID", kind: "usage" };
    for (const use of [
      libraries.open(name),
      libraries.openForWriting(name, vectors),
      libraries.delete(name),
      libraries.exists(name),
      libraries.manifest(name),
    ])
      await expect(use).rejects.toMatchObject(refused);
  },
);

test("an unknown library is LIBRARY_UNKNOWN, and reading makes none", async () => {
  const { root, libraries } = await rootWith("a");
  for (const use of [libraries.open, libraries.delete, libraries.manifest])
    await expect(use("b")).rejects.toMatchObject({
      code: "LIBRARY_UNKNOWN",
      kind: "input",
      remedy: expect.stringContaining("a"),
    });
  expect(await libraries.exists("b")).toBe(false);
  expect(await readdir(root)).toEqual(["a"]);
});

test("a library of another encoder opens for neither reading nor writing, and its lock is given back", async () => {
  const { libraries } = await rootWith("a");
  const mismatch = { code: "ENCODER_MISMATCH", kind: "input" };
  await expect(libraries.open("a", conch)).rejects.toMatchObject(mismatch);
  await expect(libraries.openForWriting("a", { id: conch, dimensions: 8 })).rejects.toMatchObject(mismatch);
  await using library = await libraries.openForWriting("a", vectors);
  expect(await library.pairs.count()).toBe(2);
});

test.each([
  { name: "empty", text: "" },
  { name: "half", text: '{"format": 1, "na' },
  { name: "an array", text: "[]" },
  { name: "of another format", text: JSON.stringify({ format: 2 }) },
  {
    name: "without an encoder",
    text: JSON.stringify({ format: 1, name: "a", dimensions: 8, createdAt: "2026-01-02T03:04:05.000Z" }),
  },
  {
    name: "of no dimensions",
    text: JSON.stringify({ format: 1, name: "a", encoder: mini, dimensions: 0, createdAt: "2026-01-02T03:04:05.000Z" }),
  },
])("a manifest that is $name is LIBRARY_DAMAGED and is not written over", async ({ text }) => {
  const { root, libraries } = await rootWith("a");
  const path = join(root, "a", "library.json");
  await writeFile(path, text);
  const damaged = { code: "LIBRARY_DAMAGED", kind: "failure" };
  await expect(libraries.open("a")).rejects.toMatchObject(damaged);
  await expect(libraries.openForWriting("a", vectors)).rejects.toMatchObject(damaged);
  expect(await readFile(path, "utf8")).toBe(text);
});

async function filesBelow(folder: string, ending: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort();
}

const pairsTable = (root: string) => join(root, "a", "pairs.lance");
test.each([
  { name: "the table's folder removed", spoil: (root: string) => rm(pairsTable(root), { recursive: true }) },
  {
    name: "every version removed",
    spoil: (root: string) => rm(join(pairsTable(root), "_versions"), { recursive: true }),
  },
  {
    name: "every version cut to nothing",
    spoil: async (root: string) => {
      for (const file of await filesBelow(join(pairsTable(root), "_versions"), ".manifest")) await writeFile(file, "");
    },
  },
  {
    name: "every data file removed",
    spoil: async (root: string) => {
      for (const file of await filesBelow(pairsTable(root), ".lance")) if (file.includes("data")) await rm(file);
    },
  },
])("with $name reading is LIBRARY_DAMAGED", async ({ spoil }) => {
  const { root, libraries } = await rootWith("a");
  await spoil(root);
  const reading = async () => {
    await using library = await libraries.open("a");
    return await library.pairs.get([pairRow(1).pair.id]);
  };
  await expect(reading()).rejects.toMatchObject({ code: "LIBRARY_DAMAGED", kind: "failure" });
});

test("a writer does not make a damaged table anew", async () => {
  const { root, libraries } = await rootWith("a");
  const data = await filesBelow(pairsTable(root), ".lance");
  await rm(join(pairsTable(root), "_versions"), { recursive: true });
  await expect(libraries.openForWriting("a", vectors)).rejects.toMatchObject({ code: "LIBRARY_DAMAGED" });
  expect(await filesBelow(pairsTable(root), ".lance")).toEqual(data);
  expect(data.length).toBeGreaterThan(0);
});

test("a deleted library is gone, and its name is free", async () => {
  const { root, libraries } = await rootWith("a", "b");
  await libraries.delete("a");
  expect(await readdir(root)).toEqual(["b"]);
  await expect(libraries.open("a")).rejects.toMatchObject({ code: "LIBRARY_UNKNOWN" });
  await using library = await libraries.openForWriting("a", { id: conch, dimensions: 4 });
  expect(await library.pairs.count()).toBe(0);
});

test("what is read of a library that is deleted meanwhile is LIBRARY_UNKNOWN: nothing is damaged", async () => {
  const unknown = { code: "LIBRARY_UNKNOWN", kind: "input" };
  for (let round = 0; round < 10; round++) {
    const { libraries } = await rootWith("cases");
    await using library = await libraries.open("cases");
    const { pair, imageVector } = pairRow(1);
    const uses = () => [
      library.pairs.count("label IS NULL"),
      library.pairs.get([pair.id]),
      library.pairs.nearest(imageVector, { column: "image_vector", limit: 2 }),
      library.pairs.page({ offset: 0, limit: 2 }),
      library.pairs.view(pair.id),
      library.pairs.countBy("modality"),
      libraries.open("cases").then((again) => again[Symbol.asyncDispose]()),
    ];
    const during = Promise.allSettled(Array.from({ length: round }, uses).flat());
    await libraries.delete("cases");
    for (const end of [...(await during), ...(await Promise.allSettled(uses()))])
      if (end.status === "rejected") expect(end.reason).toMatchObject(unknown);
    await expect(library.pairs.view(pair.id)).rejects.toMatchObject(unknown);
  }
});

test("of several deletions of one library at once one succeeds, and the others do not find it", async () => {
  for (let round = 0; round < 5; round++) {
    const { root, libraries } = await rootWith("cases");
    const ends = await Promise.allSettled([1, 2, 3].map(() => libraries.delete("cases")));
    const refused = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    expect(ends.length - refused.length).toBe(1);
    for (const error of refused) expect(["LIBRARY_UNKNOWN", "LIBRARY_LOCKED"]).toContain(error.code);
    expect(await readdir(root)).toEqual([]);
  }
});

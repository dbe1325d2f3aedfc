import { expect, test } from "vitest";
import { DiskFullError } from "../../src/core/errors.ts";
import type { Progress } from "../../src/core/progress.ts";
import { sha256Hex } from "../../src/core/sha256.ts";
import { ScanDamagedError } from "../../src/imaging/errors.ts";
import { InferenceError } from "../../src/inference/errors.ts";
import type { SourceRow } from "../../src/retrieval/contract.ts";
import { ingest } from "../../src/retrieval/ingest/ingest.ts";
import type { PictureReader } from "../../src/retrieval/ingest/prepare-row.ts";
import type { Library } from "../../src/retrieval/library.ts";
import type { PairTable } from "../../src/retrieval/pair-table.ts";
import { fakeEncoder } from "../support/fake-encoder.ts";
import { miniRules } from "../support/mini.ts";
import { temporaryPairTable } from "../support/pair-rows.ts";

/** The path stands for the bytes: rows of one path are one image. */
const reader: PictureReader = {
  read: async (path) => new TextEncoder().encode(path),
  async decode(bytes) {
    if (new TextDecoder().decode(bytes).startsWith("damaged")) throw new ScanDamagedError("png");
    const data = Uint8Array.from({ length: 48 }, (_, i) => bytes[i % bytes.length]);
    return { image: { widthPx: 4, heightPx: 4, data }, view: bytes };
  },
};

const nothing = {
  label: null,
  modality: null,
  anatomy: null,
  source: null,
  licence: null,
  case: null,
  partition: null,
};
const row = (path: string, caption: string | null): SourceRow => ({
  kind: "pair",
  source: path,
  imagePath: path,
  facts: { ...nothing, caption },
  fields: {},
  strippedCharacters: 0,
});
const idOf = (path: string) => sha256Hex(new TextEncoder().encode(path)).slice(0, 32);

async function* from(rows: readonly SourceRow[]): AsyncGenerator<SourceRow> {
  yield* rows;
}

async function open(change: (table: PairTable) => Partial<PairTable> = () => ({})) {
  const table = await temporaryPairTable(8);
  const encoder = fakeEncoder();
  const rules = await miniRules();
  const pairs = { ...table, ...change(table) };
  const library: Library = {
    folder: "",
    manifest: { format: 1, name: "x", encoder: encoder.id, dimensions: 8, createdAt: "2026-01-02T03:04:05.000Z" },
    pairs,
    [Symbol.asyncDispose]: async () => {},
  };
  const take = (
    rows: readonly SourceRow[],
    options: { signal?: AbortSignal; onProgress?: (progress: Progress) => void } = {},
  ) => ingest(from(rows), library, { encoder, rules }, { reader, total: rows.length, now: () => 0, ...options });
  const captions = async (paths: readonly string[]) => (await table.get(paths.map(idOf))).map(({ caption }) => caption);
  return { table, encoder, take, captions };
}

test("an image given several times in one run is stored once, with the text given last", async () => {
  const { table, take, captions } = await open();
  const rows = [row("a", "one"), row("a", "one"), row("b", "b"), row("a", "two"), row("c", "c"), row("a", "three")];
  expect(await take(rows)).toMatchObject({ added: 3, duplicates: 1, updated: 2, failed: [] });
  expect(await table.count()).toBe(3);
  expect(await captions(["a", "b", "c"])).toEqual(["three", "b", "c"]);
});

test("of rows far apart, over several batches, the last text wins too", async () => {
  const { table, take, captions } = await open();
  const rows = Array.from({ length: 300 }, (_, i) => row(`image ${i % 100}`, `round ${Math.floor(i / 100)}`));
  expect(await take(rows)).toMatchObject({ added: 100, updated: 200, duplicates: 0 });
  expect(await table.count()).toBe(100);
  expect(new Set(await captions(rows.map(({ source }) => source)))).toEqual(new Set(["round 2"]));
});

test("what is there with the same facts is neither decoded nor encoded again; new text is an update", async () => {
  const { table, encoder, take, captions } = await open();
  await take([row("a", "a"), row("b", "b"), row("c", null)]);
  const before = encoder.calls.images.length;
  expect(await take([row("a", "a"), row("b", "new"), row("c", null), row("d", "d")])).toMatchObject({
    added: 1,
    duplicates: 2,
    updated: 1,
  });
  expect(encoder.calls.images.length - before).toBe(2);
  expect(await captions(["a", "b", "c", "d"])).toEqual(["a", "new", null, "d"]);
  expect(await table.count()).toBe(4);
});

test("a text that changes and changes back within one run ends as it was given last", async () => {
  const { take, captions } = await open();
  await take([row("a", "old")]);
  await take([row("a", "new"), row("a", "old")]);
  expect(await captions(["a"])).toEqual(["old"]);
});

test("a shared text is encoded once, and an image without text is found by image alone", async () => {
  const { table, encoder, take } = await open();
  await take([row("a", "same"), row("b", "same"), row("c", null)]);
  expect(encoder.calls.texts).toEqual(["same"]);
  const [vector] = await encoder.text.encode(["same"]);
  const byText = await table.nearest(vector.embedding.values, { column: "text_vector", limit: 9 });
  expect(byText.map(({ pair }) => pair.id).sort()).toEqual([idOf("a"), idOf("b")].sort());
  for (const { cosine } of byText) expect(cosine).toBeCloseTo(1, 5);
});

test("bad rows are named with their code, and the others are taken", async () => {
  const { take } = await open();
  const bad: SourceRow = { kind: "bad", source: "line 2", code: "LINE_INVALID", reason: "It is not JSON." };
  const counts = await take([row("a", "a"), bad, row("damaged", "x"), row("b", "b")]);
  expect(counts).toMatchObject({
    added: 2,
    failed: [
      { source: "line 2", code: "LINE_INVALID" },
      { source: "damaged", code: "SCAN_DAMAGED" },
    ],
  });
});

test("an interrupted run keeps what was ready, passes the abort on, and goes on when started again", async () => {
  const { table, take } = await open();
  const rows = Array.from({ length: 60 }, (_, i) => row(`image ${i}`, "x"));
  const controller = new AbortController();
  const onProgress = ({ done }: Progress) => done >= 16 && controller.abort("stop");
  await expect(take(rows, { signal: controller.signal, onProgress })).rejects.toBe("stop");
  const kept = await table.count();
  expect(kept).toBeGreaterThanOrEqual(16);
  expect(kept).toBeLessThan(60);
  expect(await take(rows)).toMatchObject({ added: 60 - kept, duplicates: kept });
});

test("an encoder that fails ends the run; the commits before it stay", async () => {
  const { table, encoder, take } = await open();
  const rows = Array.from({ length: 400 }, (_, i) => row(`image ${i}`, "x"));
  const encode = encoder.image.encode;
  let images = 0;
  Object.assign(encoder.image, {
    encode: async (batch: Parameters<typeof encode>[0]) => {
      images += batch.length;
      if (images > 320) throw new InferenceError("The model could not be run on this input.");
      return encode(batch);
    },
  });
  await expect(take(rows)).rejects.toMatchObject({ code: "INFERENCE_FAILED" });
  expect(await table.count()).toBe(256);
});

test("a full disk is DISK_FULL, from the table or from a reader", async () => {
  const full = await open(() => ({ put: () => Promise.reject(new DiskFullError()) }));
  await expect(full.take([row("a", "a")])).rejects.toMatchObject({ code: "DISK_FULL" });
  const raw = await open(() => ({ put: () => Promise.reject(Object.assign(new Error("write"), { code: "ENOSPC" })) }));
  await expect(raw.take([row("a", "a")])).rejects.toMatchObject({ code: "DISK_FULL" });
});

test("progress counts every row, and ends at the total", async () => {
  const { take } = await open();
  const seen: number[] = [];
  await take(
    Array.from({ length: 20 }, (_, i) => row(i % 5 ? `image ${i}` : "damaged", "x")),
    { onProgress: ({ done }) => seen.push(done) },
  );
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen[seen.length - 1]).toBe(20);
});

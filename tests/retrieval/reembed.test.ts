import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { encodeView } from "../../src/imaging/view.ts";
import type { PairRow } from "../../src/retrieval/pair-rows.ts";
import { reembed } from "../../src/retrieval/reembed.ts";
import { fakeEncoder } from "../support/fake-encoder.ts";
import { pairRow } from "../support/pair-rows.ts";
import { librariesOf } from "../support/stored-pairs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const old = fakeEncoder(8, "old@00000001");
const next = () => fakeEncoder(12, "next@00000002");
const now = () => 0;

/** Pairs with a picture each; the last one has no text. */
async function rowsOf(count: number): Promise<PairRow[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const data = new Uint8Array(16 * 16 * 3).fill(i + 1);
      const view = await encodeView({ widthPx: 16, heightPx: 16, data });
      return { ...pairRow(i + 1, i === count - 1 ? { text: null, caption: null } : {}), view };
    }),
  );
}

async function libraryOf(count: number) {
  const home = await temporaryFolder();
  const libraries = librariesOf(home);
  const rows = await rowsOf(count);
  {
    await using library = await libraries.openForWriting("cases", old);
    await library.pairs.put(rows);
  }
  return {
    libraries,
    rows,
    tables: async () => (await readdir(join(home, "libraries", "cases"))).filter((name) => name.endsWith(".lance")),
  };
}

test("every pair gets its vectors, keeps everything else, and the old ones are gone", async () => {
  const { libraries, rows, tables } = await libraryOf(70);
  const encoder = next();
  {
    await using library = await libraries.reembed("cases", encoder);
    expect(await reembed(library, encoder, { now })).toEqual({ pairs: 70, already: 0 });
  }
  await expect(libraries.open("cases", old.id)).rejects.toMatchObject({ code: "ENCODER_MISMATCH" });
  await using library = await libraries.open("cases", encoder.id);
  expect(library.manifest).toMatchObject({ encoder: encoder.id, dimensions: 12 });
  expect(await tables()).toHaveLength(1);
  const ids = rows.map(({ pair }) => pair.id);
  expect(await library.pairs.stored(ids)).toEqual(rows.map(({ pair, view, factsHash }) => ({ pair, view, factsHash })));
  const [{ embedding }] = await encoder.text.encode([rows[3].pair.text ?? ""]);
  const [nearest] = await library.pairs.nearest(embedding.values, { column: "text_vector", limit: 1 });
  expect(nearest).toMatchObject({ pair: { id: rows[3].pair.id } });
  expect(nearest.cosine).toBeCloseTo(1, 5);
});

test("and back again", async () => {
  const { libraries, tables } = await libraryOf(3);
  for (const encoder of [next(), old, next()]) {
    await using library = await libraries.reembed("cases", encoder);
    await reembed(library, encoder, { now });
    expect((await libraries.manifest("cases")).encoder).toBe(encoder.id);
    expect(await tables()).toHaveLength(1);
  }
});

test("interrupted, the library is what it was; called again, it goes on where it was", async () => {
  const { libraries, rows } = await libraryOf(70);
  const stop = new AbortController();
  const first = next();
  {
    await using library = await libraries.reembed("cases", first);
    const onProgress = ({ done }: { done: number }) => {
      if (done === 66) stop.abort();
    };
    const running = reembed(library, first, { signal: stop.signal, onProgress, now });
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
  }
  {
    await using library = await libraries.open("cases", old.id);
    expect(await library.pairs.count()).toBe(70);
    expect(await library.pairs.nearest(rows[0].imageVector, { column: "image_vector", limit: 1 })).toMatchObject([
      { pair: { id: rows[0].pair.id } },
    ]);
  }
  const second = next();
  await using library = await libraries.reembed("cases", second);
  expect(await reembed(library, second, { now })).toEqual({ pairs: 70, already: 64 });
  expect(second.calls.images).toHaveLength(6);
});

test("what was updated in between is embedded again", async () => {
  const { libraries, rows } = await libraryOf(3);
  {
    await using library = await libraries.reembed("cases", next());
    await library.to.put([
      { ...rows[0], imageVector: pairRow(9, {}, 12).imageVector, textVector: null, factsHash: "of another text" },
    ]);
  }
  const encoder = next();
  await using library = await libraries.reembed("cases", encoder);
  expect(await reembed(library, encoder, { now })).toEqual({ pairs: 3, already: 0 });
  expect((await library.to.factsHashes()).get(rows[0].pair.id)).toBe(rows[0].factsHash);
});

test("an encoder without words leaves no vectors of texts", async () => {
  const { libraries } = await libraryOf(2);
  const blind = { ...next(), hasText: false };
  {
    await using library = await libraries.reembed("cases", blind);
    await reembed(library, blind, { now });
  }
  await using library = await libraries.open("cases");
  const [{ embedding }] = await next().text.encode(["text 1"]);
  const found = await library.pairs.nearest(embedding.values, { column: "text_vector", limit: 5 });
  expect(found.filter(({ cosine }) => !Number.isNaN(cosine))).toEqual([]);
});

test("while somebody writes to the library, it is refused", async () => {
  const { libraries } = await libraryOf(2);
  await using _writer = await libraries.openForWriting("cases", old);
  await expect(libraries.reembed("cases", next())).rejects.toMatchObject({ code: "LIBRARY_LOCKED" });
  await expect(libraries.reembed("none", next())).rejects.toMatchObject({ code: "LIBRARY_UNKNOWN" });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { dot } from "../../src/core/vector.ts";
import { pairRow, temporaryPairTable } from "../support/pair-rows.ts";
import { randomUnitVector, seededRandom } from "../support/random.ts";

const dimensions = 8;
const rowsOf = (n: number) => Array.from({ length: n }, (_, i) => pairRow(i + 1));

test("what is put can be got, in the order asked for; an unknown id is left out", async () => {
  const table = await temporaryPairTable(dimensions);
  expect(await table.count()).toBe(0);
  const rows = rowsOf(5);
  await table.put(rows);
  await table.put([]);
  expect(await table.count()).toBe(5);
  const ids = rows.map(({ pair }) => pair.id);
  expect(await table.get([ids[3], "f".repeat(32), ids[0]])).toEqual([rows[3].pair, rows[0].pair]);
  expect(await table.get([])).toEqual([]);
  expect([...((await table.view(ids[2])) ?? [])]).toEqual([...rows[2].view]);
  expect(await table.view("nothing")).toBeNull();
  expect(await table.factsHashes()).toEqual(new Map(rows.map(({ pair, factsHash }) => [pair.id, factsHash])));
});

test("a row of a known id replaces the whole row, vectors and view included", async () => {
  const table = await temporaryPairTable(dimensions);
  await table.put(rowsOf(3));
  const vector = randomUnitVector(dimensions, 77);
  const replaced = {
    ...pairRow(2, { caption: "new", text: "new", label: null, imageVector: vector }),
    view: Uint8Array.of(7),
  };
  await table.put([replaced, pairRow(9)]);
  expect(await table.count()).toBe(4);
  expect(await table.get([replaced.pair.id])).toEqual([replaced.pair]);
  expect([...((await table.view(replaced.pair.id)) ?? [])]).toEqual([7]);
  const [nearest] = await table.nearest(vector, { column: "image_vector", limit: 1 });
  expect(nearest).toMatchObject({ pair: { id: replaced.pair.id }, cosine: expect.closeTo(1, 5) });
  await table.compact();
  expect(await table.count()).toBe(4);
});

test("many small commits are compacted without losing a row", async () => {
  const table = await temporaryPairTable(dimensions);
  for (const row of rowsOf(12)) await table.put([row]);
  await table.compact();
  expect(await table.count()).toBe(12);
  expect((await table.factsHashes()).size).toBe(12);
});

test.each(["image_vector", "text_vector"] as const)(
  "nearest by %s is exact, in order, and knows only such vectors",
  async (column) => {
    const table = await temporaryPairTable(dimensions);
    const rows = [...rowsOf(60), pairRow(100, { text: null, caption: null })];
    await table.put(rows);
    const query = randomUnitVector(dimensions, 4242);
    const expected = rows
      .flatMap(({ pair, imageVector, textVector }) => {
        const vector = column === "image_vector" ? imageVector : textVector;
        return vector ? [{ id: pair.id, cosine: dot(query, vector) }] : [];
      })
      .sort((a, b) => b.cosine - a.cosine);
    const found = await table.nearest(query, { column, limit: 100 });
    expect(found.map(({ pair }) => pair.id)).toEqual(expected.map(({ id }) => id));
    for (const [i, { cosine }] of found.entries()) expect(cosine).toBeCloseTo(expected[i].cosine, 5);
    expect(await table.nearest(query, { column, limit: 7 })).toHaveLength(7);
  },
);

test("a condition filters before the search, and does not end where it has an OR", async () => {
  const table = await temporaryPairTable(dimensions);
  const odd = ["O'Brien", "100%", "a_b"];
  await table.put(
    Array.from({ length: 30 }, (_, i) => pairRow(i + 1, { label: odd[i % 3], modality: i % 2 ? "CT" : "MRI" })),
  );
  const vector = randomUnitVector(dimensions, 1);
  const labels = async (where: string) =>
    new Set((await table.nearest(vector, { column: "text_vector", limit: 30, where })).map(({ pair }) => pair.label));
  expect(await labels("label = 'O''Brien'")).toEqual(new Set(["O'Brien"]));
  expect(await labels("label = '100%' OR label = 'a_b'")).toEqual(new Set(["100%", "a_b"]));
  expect(await table.count("modality = 'CT' AND label = 'a_b'")).toBe(5);
  expect(await table.nearest(vector, { column: "image_vector", limit: 5, where: "modality = 'PET'" })).toEqual([]);
});

test("any text comes back as it was stored, but for what UTF-8 cannot hold", async () => {
  const table = await temporaryPairTable(dimensions);
  const text = fc.oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.constantFrom("'", "''; DROP TABLE pairs --", "\\'", "NULL", '"', "%_", "🧠\u202e"),
  );
  const texts = fc.sample(text, { seed: 13, numRuns: 120 });
  const rows = texts.map((each, i) => pairRow(i + 1, { text: each, caption: each, label: each, case: each }));
  await table.put(rows);
  const ids = rows.map(({ pair }) => pair.id);
  expect((await table.get(ids)).map(({ caption, label, case: own }) => [caption, label, own])).toEqual(
    texts.map((each) => [each, each, each]),
  );
  expect((await table.get(texts)).length).toBe(0);
  for (const each of texts) expect(await table.view(each)).toBeNull();
  const counts = new Map((await table.countBy("case")).map(({ value, pairs }) => [value, pairs]));
  expect(counts.size).toBe(new Set(texts).size);
});

test("image vectors come in the order of the ids, with their pairs, as many as asked for, of a condition", async () => {
  const table = await temporaryPairTable(dimensions);
  const rows = Array.from({ length: 7 }, (_, i) => pairRow(7 - i, { label: i % 2 ? "odd" : "even" }));
  await table.put(rows);
  const expected = [...rows].sort((a, b) => (a.pair.id < b.pair.id ? -1 : 1));
  const all = await table.imageVectors({ limit: 100 });
  expect(all).toEqual(expected.map(({ pair, imageVector }) => ({ pair, vector: imageVector })));
  expect(await table.imageVectors({ limit: 2 })).toEqual(all.slice(0, 2));
  const odd = await table.imageVectors({ limit: 100, where: "label = 'odd'" });
  expect(odd).toEqual(all.filter(({ pair }) => pair.label === "odd"));
  await expect(table.imageVectors({ limit: 1, where: "nothing = 1" })).rejects.toMatchObject({ code: "WHERE_INVALID" });
});

const random = seededRandom(5);
const wrongVectors: readonly { name: string; vector: Float32Array }[] = [
  { name: "too short", vector: randomUnitVector(dimensions - 1, 1) },
  { name: "too long", vector: randomUnitVector(dimensions + 1, 1) },
  { name: "empty", vector: new Float32Array(0) },
  { name: "zero", vector: new Float32Array(dimensions) },
  { name: "with NaN", vector: randomUnitVector(dimensions, 1).with(3, Number.NaN) },
  { name: "with Infinity", vector: randomUnitVector(dimensions, 1).with(0, Number.POSITIVE_INFINITY) },
  { name: "not of length 1", vector: randomUnitVector(dimensions, 1).map((value) => value * (1.01 + random())) },
];

test.each(wrongVectors)(
  "a vector that is $name is refused, with its whole batch and as a query",
  async ({ vector }) => {
    const table = await temporaryPairTable(dimensions);
    const refused = { code: "VECTOR_INVALID", kind: "failure" };
    await expect(table.put([pairRow(1), pairRow(2, { imageVector: vector })])).rejects.toMatchObject(refused);
    await expect(table.put([pairRow(1), pairRow(2, { textVector: vector })])).rejects.toMatchObject(refused);
    expect(await table.count()).toBe(0);
    await table.put([pairRow(3)]);
    await expect(async () => table.nearest(vector, { column: "image_vector", limit: 1 })).rejects.toMatchObject(
      refused,
    );
  },
);

test.each([
  "label =",
  "no_such_field = 1",
  "label = 'open",
  "DROP TABLE pairs",
  "label LIKE",
  "1 +",
  "modality == == 'CT'",
  ")",
  "label ~~ 5 AND",
])("the condition %j is WHERE_INVALID", async (where) => {
  const table = await temporaryPairTable(dimensions);
  await table.put(rowsOf(3));
  const refused = { code: "WHERE_INVALID", kind: "usage" };
  const vector = randomUnitVector(dimensions, 1);
  await expect(table.nearest(vector, { column: "image_vector", limit: 1, where })).rejects.toMatchObject(refused);
  await expect(table.count(where)).rejects.toMatchObject(refused);
});

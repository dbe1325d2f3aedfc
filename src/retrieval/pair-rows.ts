import type { Data, Schema, Table } from "apache-arrow";
import type { Pair } from "./contract.ts";
import { VectorInvalidError } from "./errors.ts";
import { loadArrow } from "./lancedb.ts";

/** A pair with everything a library stores of it. */
export interface PairRow {
  readonly pair: Pair;
  /** Unit vector of the image. */
  readonly imageVector: Float32Array;
  /** Unit vector of the text; null for a pair without text. */
  readonly textVector: Float32Array | null;
  /** The de-identified picture, short side <= 512 px, as a JPEG file. */
  readonly view: Uint8Array;
  /** Hash of the facts: another hash under the same id means the text was updated. */
  readonly factsHash: string;
}

/** Text columns in the order of the table; the names are what a filter uses. `id`, `case` and `sha256` are never null. */
export const textColumns = [
  "id",
  "sha256",
  "text",
  "caption",
  "label",
  "case",
  "kind",
  "modality",
  "anatomy",
  "source",
  "licence",
  "partition",
] as const satisfies readonly (keyof Pair)[];

const neverNull: readonly string[] = ["id", "sha256", "case"];

/** The Arrow schema of the `pairs` table for vectors of a length. */
export function pairSchema(dimensions: number): Schema {
  const { Binary, Field, Schema, Utf8 } = loadArrow();
  return new Schema([
    ...textColumns.map((name) => new Field(name, new Utf8(), !neverNull.includes(name))),
    new Field("facts_hash", new Utf8(), false),
    new Field("image_vector", vectorType(dimensions), false),
    new Field("text_vector", vectorType(dimensions), true),
    new Field("view", new Binary(), false),
  ]);
}

function vectorType(dimensions: number) {
  const { Field, FixedSizeList, Float32 } = loadArrow();
  return new FixedSizeList(dimensions, new Field("item", new Float32(), true));
}

/**
 * Rows as one Arrow table; vectors are copied in one block, without an array per row.
 * @throws {VectorInvalidError} for a vector of another length, or not a unit vector: LanceDB would store either.
 */
export function toArrowTable(rows: readonly PairRow[], dimensions: number): Table {
  const { Binary, RecordBatch, Struct, Table, Utf8, makeData, vectorFromArray } = loadArrow();
  const schema = pairSchema(dimensions);
  const text = (values: readonly (string | null)[]): Data => vectorFromArray([...values], new Utf8()).data[0];
  const columns: Data[] = [
    ...textColumns.map((name) => text(rows.map(({ pair }) => pair[name]))),
    text(rows.map(({ factsHash }) => factsHash)),
    vectorColumn(
      rows.map(({ imageVector }) => imageVector),
      dimensions,
    ),
    vectorColumn(
      rows.map(({ textVector }) => textVector),
      dimensions,
    ),
    vectorFromArray(
      rows.map(({ view }) => view),
      new Binary(),
    ).data[0],
  ];
  const struct = makeData({ type: new Struct(schema.fields), length: rows.length, children: columns });
  return new Table(schema, new RecordBatch(schema, struct));
}

function vectorColumn(vectors: readonly (Float32Array | null)[], dimensions: number): Data {
  const { Float32, makeData } = loadArrow();
  const values = new Float32Array(vectors.length * dimensions);
  const validity = new Uint8Array(Math.ceil(vectors.length / 8));
  let nullCount = 0;
  vectors.forEach((vector, i) => {
    if (vector === null) {
      nullCount++;
      return;
    }
    checkUnitVector(vector, dimensions);
    values.set(vector, i * dimensions);
    validity[i >> 3] |= 1 << (i & 7);
  });
  const child = makeData({ type: new Float32(), data: values });
  return makeData({ type: vectorType(dimensions), length: vectors.length, nullCount, nullBitmap: validity, child });
}

/** @throws {VectorInvalidError} unless the vector has the length and a norm of 1 ± .001. */
export function checkUnitVector(vector: Float32Array, dimensions: number): void {
  if (vector.length !== dimensions)
    throw new VectorInvalidError(`has ${vector.length} dimensions instead of ${dimensions}`);
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!(Math.abs(Math.sqrt(squares) - 1) < 1e-3)) throw new VectorInvalidError("is not a unit vector");
}

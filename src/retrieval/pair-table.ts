import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Table } from "@lancedb/lancedb";
import { z } from "zod";
import { DiskFullError, isDiskFull } from "../core/errors.ts";
import type { Pair } from "./contract.ts";
import { LibraryDamagedError, LibraryUnknownError, WhereInvalidError } from "./errors.ts";
import { loadLanceDb } from "./lancedb.ts";
import { readManifest } from "./library-manifest.ts";
import { checkUnitVector, type PairRow, pairSchema, textColumns, toArrowTable } from "./pair-rows.ts";
import { quotedField, readWhere } from "./where-condition.ts";

/** Name of a library's first table. */
export const firstTable = "pairs";
const text = z.string();
const optionalText = z.string().nullable();
const PairColumns = z.object({
  id: text,
  sha256: text,
  text: optionalText,
  caption: optionalText,
  label: optionalText,
  case: text,
  kind: optionalText,
  modality: optionalText,
  anatomy: optionalText,
  source: optionalText,
  licence: optionalText,
  partition: optionalText,
});

export interface NearestOptions {
  /** Which vectors are compared with the query. */
  readonly column: "image_vector" | "text_vector";
  readonly limit: number;
  /** A user's condition on the text columns: see `readWhere`. */
  readonly where?: string | undefined;
  /** Leaves out every pair of these cases. @default none */
  readonly excludeCases?: readonly string[] | undefined;
}

export interface PageOptions {
  readonly offset: number;
  readonly limit: number;
  /** A user's condition on the text columns: see `readWhere`. */
  readonly where?: string | undefined;
}

/** The `pairs` table of a library folder: the only file that speaks to LanceDB's tables. */
export interface PairTable {
  /** @param where a user's condition on the text columns. @throws {WhereInvalidError} */
  count(where?: string): Promise<number>;
  /** The `limit` pairs of greatest cosine, exact, best first. @throws {WhereInvalidError} */
  nearest(vector: Float32Array, options: NearestOptions): Promise<readonly { pair: Pair; cosine: number }[]>;
  get(ids: readonly string[]): Promise<readonly Pair[]>;
  /** Pairs with the cosine of their images, in the order of the ids; ids without a pair are left out. */
  likenessOf(vector: Float32Array, ids: readonly string[]): Promise<readonly { pair: Pair; cosine: number }[]>;
  /** The pairs of a case in the order of their ids, at most `limit`. */
  ofCase(name: string, limit: number): Promise<readonly Pair[]>;
  /** Counts the table's commits: it grows with every change of what the library holds. */
  version(): Promise<number>;
  /** Some of the pairs in the order of their ids, and how many there are. @throws {WhereInvalidError} */
  page(options: PageOptions): Promise<{ readonly total: number; readonly pairs: readonly Pair[] }>;
  /** The image vectors of at most `limit` pairs, in the order of their ids. @throws {WhereInvalidError} */
  imageVectors(options: {
    readonly limit: number;
    readonly where?: string | undefined;
  }): Promise<readonly { readonly pair: Pair; readonly vector: Float32Array }[]>;
  /** Pairs with all that is stored of them but their vectors, in the order of the ids; ids without a pair are left out. */
  stored(ids: readonly string[]): Promise<readonly StoredPair[]>;
  /** The stored JPEG of a pair; null when there is no such pair. */
  view(id: string): Promise<Uint8Array | null>;
  /** Hash of the facts by id, of every pair. */
  factsHashes(): Promise<Map<string, string>>;
  /** Adds the rows, or replaces those of the same id, in one commit: all of them or none. @throws {DiskFullError} */
  put(rows: readonly PairRow[]): Promise<void>;
  /** Merges small fragments and drops versions older than an hour. */
  compact(): Promise<void>;
  /** Counts of each value of a text column, greatest first. */
  countBy(
    column: "source" | "modality" | "kind" | "label" | "case",
  ): Promise<readonly { value: string | null; pairs: number }[]>;
  close(): void;
}

/** A pair without its vectors. */
export type StoredPair = Omit<PairRow, "imageVector" | "textVector">;

export interface OpenPairTableOptions {
  readonly dimensions: number;
  readonly create: boolean;
  /** @default "pairs" */
  readonly name?: string | undefined;
}

/**
 * Opens a table of a library folder, or makes it when `create` is set. Every reading of it may find that the library was deleted.
 * @throws {LibraryDamagedError | LibraryUnknownError}
 */
export async function openPairTable(folder: string, options: OpenPairTableOptions): Promise<PairTable> {
  const { dimensions } = options;
  const table = await open(folder, options);
  const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;

  async function read<T>(query: () => Promise<T>): Promise<T> {
    try {
      return await query();
    } catch (cause) {
      if (cause instanceof WhereInvalidError) throw cause;
      if (isConditionError(cause)) throw new WhereInvalidError(textColumns, { cause });
      throw await whyUnreadable(folder, "pairs could not be read", cause);
    }
  }

  async function get(ids: readonly string[]): Promise<readonly Pair[]> {
    if (ids.length === 0) return [];
    const rows: unknown[] = await read(() =>
      table
        .query()
        .where(`id IN (${ids.map(quoted).join(", ")})`)
        .select([...textColumns])
        .toArray(),
    );
    const byId = new Map(rows.map((row) => PairColumns.parse(row)).map((pair) => [pair.id, pair]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  return {
    count: (where) => read(() => table.countRows(where === undefined ? undefined : readWhere(where))),
    get,
    nearest(vector, { column, limit, where, excludeCases = [] }) {
      checkUnitVector(vector, dimensions);
      return read(async () => {
        let query = table.vectorSearch(vector).column(column).distanceType("cosine").bypassVectorIndex();
        const conditions = [
          ...(where === undefined ? [] : [`(${readWhere(where)})`]),
          ...(excludeCases.length === 0
            ? []
            : [`${quotedField("case")} NOT IN (${excludeCases.map(quoted).join(", ")})`]),
          ...(column === "text_vector" ? [`${quotedField("text")} IS NOT NULL`] : []),
        ];
        if (conditions.length > 0) query = query.where(conditions.join(" AND "));
        const rows: unknown[] = await query
          .select([...textColumns, "_distance"])
          .limit(limit)
          .toArray();
        return rows.map((row) => ({ pair: PairColumns.parse(row), cosine: 1 - Distance.parse(row)._distance }));
      });
    },
    async likenessOf(vector, ids) {
      checkUnitVector(vector, dimensions);
      if (ids.length === 0) return [];
      const rows: unknown[] = await read(() =>
        table
          .vectorSearch(vector)
          .column("image_vector")
          .distanceType("cosine")
          .bypassVectorIndex()
          .where(`id IN (${ids.map(quoted).join(", ")})`)
          .select([...textColumns, "_distance"])
          .limit(ids.length)
          .toArray(),
      );
      const byId = new Map(
        rows.map((row) => {
          const pair = PairColumns.parse(row);
          return [pair.id, { pair, cosine: 1 - Distance.parse(row)._distance }] as const;
        }),
      );
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    async ofCase(name, limit) {
      const rows: unknown[] = await read(() =>
        table
          .query()
          .where(`${quotedField("case")} = ${quoted(name)}`)
          .select([...textColumns])
          .toArray(),
      );
      return rows
        .map((row) => PairColumns.parse(row))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit);
    },
    version: () => read(() => table.version()),
    async page({ offset, limit, where }) {
      const rows = await read(() => {
        const query = table.query().select(["id"]);
        return (where === undefined ? query : query.where(readWhere(where))).toArrow();
      });
      const column = rows.getChild("id");
      // Sorted here: LanceDB gives rows as they lie, and an update moves them.
      const ids = Array.from({ length: rows.numRows }, (_, i) => String(column?.get(i))).sort();
      return { total: ids.length, pairs: await get(ids.slice(offset, offset + limit)) };
    },
    async imageVectors({ limit, where }) {
      const rows = await read(() => {
        const query = table.query().select([...textColumns, "image_vector"]);
        return (where === undefined ? query : query.where(readWhere(where))).toArrow();
      });
      const vectors = rows.getChild("image_vector");
      const found = Array.from({ length: rows.numRows }, (_, i) => ({
        pair: PairColumns.parse(rows.get(i)?.toJSON()),
        vector: Float32Array.from(vectors?.get(i) ?? []),
      }));
      return found.sort((a, b) => (a.pair.id < b.pair.id ? -1 : 1)).slice(0, limit);
    },
    async stored(ids) {
      if (ids.length === 0) return [];
      const rows: unknown[] = await read(() =>
        table
          .query()
          .where(`id IN (${ids.map(quoted).join(", ")})`)
          .select([...textColumns, "facts_hash", "view"])
          .toArray(),
      );
      const byId = new Map(
        rows.map((row) => {
          const { facts_hash: factsHash, view } = StoredColumns.parse(row);
          const pair = PairColumns.parse(row);
          return [pair.id, { pair, factsHash, view }] as const;
        }),
      );
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    async view(id) {
      const rows: unknown[] = await read(() =>
        table
          .query()
          .where(`id = ${quoted(id)}`)
          .select(["view"])
          .limit(1)
          .toArray(),
      );
      return rows.length === 0 ? null : View.parse(rows[0]).view;
    },
    async factsHashes() {
      const rows = await read(() => table.query().select(["id", "facts_hash"]).toArrow());
      const [ids, hashes] = [rows.getChild("id"), rows.getChild("facts_hash")];
      return new Map(Array.from({ length: rows.numRows }, (_, i) => [String(ids?.get(i)), String(hashes?.get(i))]));
    },
    async put(rows) {
      if (rows.length === 0) return;
      const data = toArrowTable(rows, dimensions);
      try {
        await table.mergeInsert("id").whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(data);
      } catch (cause) {
        throw isDiskFull(cause) ? new DiskFullError({ cause }) : cause;
      }
    },
    async compact() {
      try {
        await table.optimize({ cleanupOlderThan: new Date(Date.now() - 3_600_000) });
      } catch (cause) {
        throw isDiskFull(cause) ? new DiskFullError({ cause }) : cause;
      }
    },
    async countBy(column) {
      const rows = await read(() => table.query().select([column]).toArrow());
      const counts = new Map<string | null, number>();
      for (const value of rows.getChild(column) ?? []) counts.set(value, (counts.get(value) ?? 0) + 1);
      return [...counts].map(([value, pairs]) => ({ value, pairs })).sort((a, b) => b.pairs - a.pairs);
    },
    close: () => table.close(),
  };
}

const Distance = z.object({ _distance: z.number() });
const View = z.object({ view: z.instanceof(Uint8Array) });
const StoredColumns = View.extend({ facts_hash: text });

async function open(
  folder: string,
  { dimensions, create, name: tableName = firstTable }: OpenPairTableOptions,
): Promise<Table> {
  const lancedb = await loadLanceDb();
  // A killed creation leaves a folder without any version, an ingest that took nothing an empty table, perhaps for another encoder's
  // vectors; anything else is data and is opened, never made anew.
  const versions = await readdir(join(folder, `${tableName}.lance`, "_versions")).catch(() => []);
  try {
    // Interval 0: another process's commits are seen by the next read.
    const connection = await lancedb.connect(folder, { readConsistencyInterval: 0 });
    const known = versions.length > 0 || !create ? await connection.openTable(tableName) : null;
    const table =
      known && !(create && (await known.countRows()) === 0)
        ? known
        : await connection.createEmptyTable(tableName, pairSchema(dimensions), { mode: "overwrite" });
    if (create) await setPrimaryKey(table);
    return table;
  } catch (cause) {
    if (isDiskFull(cause)) throw new DiskFullError({ cause });
    if (create) throw new LibraryDamagedError("table cannot be opened", { cause });
    throw await whyUnreadable(folder, "table cannot be opened", cause);
  }
}

/**
 * A library's folder is taken away whole when it is deleted: then nothing is damaged. Its manifest tells, since LanceDB makes the folder of a
 * connection anew.
 */
async function whyUnreadable(folder: string, found: string, cause: unknown): Promise<Error> {
  const manifest = await readManifest(folder).catch(() => "damaged" as const);
  return manifest === null ? new LibraryUnknownError("deleted", { cause }) : new LibraryDamagedError(found, { cause });
}

/** Without a primary key, concurrent inserts of one id would double it silently (lancedb#3377). Set once per table. */
async function setPrimaryKey(table: Table): Promise<void> {
  try {
    await table.setUnenforcedPrimaryKey("id");
  } catch (error) {
    if (!(error instanceof Error && /already set/.test(error.message))) throw error;
  }
}

function isConditionError(error: unknown): boolean {
  return (
    error instanceof Error &&
    /Invalid user input|Schema error|tokenizing|parser|Expected|type_coercion|Cannot infer|Error during planning|applying filter expression/i.test(
      error.message,
    )
  );
}

import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { DiskFullError, isDiskFull, isMissing } from "../core/errors.ts";
import { sha256Hex } from "../core/sha256.ts";
import { removeLeftovers, stagingName } from "../core/staging.ts";
import type { EncoderId } from "../encoders/contract.ts";
import { EncoderMismatchError } from "../encoders/errors.ts";
import { LibraryNameError, LibraryUnknownError } from "./errors.ts";
import { type LibraryManifest, readManifest, removeManifest, writeManifest } from "./library-manifest.ts";
import { firstTable, openPairTable, type PairTable } from "./pair-table.ts";
import { lockForWriting } from "./writer-lock.ts";

/** An open library: its manifest and its table of pairs. */
export interface Library extends AsyncDisposable {
  readonly folder: string;
  readonly manifest: LibraryManifest;
  readonly pairs: PairTable;
}

/** What a library's vectors must be. */
export interface LibraryVectors {
  readonly id: EncoderId;
  readonly dimensions: number;
}

/** A library on its way from one encoder's vectors to another's; until `finish` it is what it was. */
export interface Reembedding extends AsyncDisposable {
  readonly manifest: LibraryManifest;
  readonly from: PairTable;
  readonly to: PairTable;
  /** Puts the new vectors in the place of the old ones. @throws {DiskFullError} */
  finish(): Promise<void>;
}

/** The libraries of one home: one folder each, under `root`. */
export interface Libraries {
  names(): Promise<readonly string[]>;
  exists(name: string): Promise<boolean>;
  /** The manifest alone. @throws {LibraryUnknownError | LibraryDamagedError} */
  manifest(name: string): Promise<LibraryManifest>;
  /** Opens for reading. @param encoder when given, must be the library's. @throws {LibraryUnknownError | EncoderMismatchError} */
  open(name: string, encoder?: EncoderId): Promise<Library>;
  /**
   * Opens for writing as its one writer. A new library is one from its first pairs on: a writer that puts none leaves none.
   * @throws {LibraryLockedError | EncoderMismatchError}
   */
  openForWriting(name: string, vectors: LibraryVectors): Promise<Library>;
  /**
   * Opens a library as its one writer to give it the vectors of another encoder. What an interrupted one had put is found again.
   * @throws {LibraryUnknownError | LibraryLockedError | LibraryDamagedError}
   */
  reembed(name: string, vectors: LibraryVectors): Promise<Reembedding>;
  /** Removes a library that nobody writes to. @throws {LibraryUnknownError | LibraryLockedError} */
  delete(name: string): Promise<void>;
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** @param clock gives the time a library was made at. */
export function createLibraries(root: string, clock: () => Date): Libraries {
  function folderOf(name: string): string {
    if (!namePattern.test(name)) throw new LibraryNameError();
    return join(root, name);
  }

  async function names(): Promise<readonly string[]> {
    const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
    const found = entries
      .filter((entry) => entry.isDirectory() && namePattern.test(entry.name))
      .map(({ name }) => name);
    const manifests = await Promise.all(
      found.map((name) => readManifest(join(root, name)).catch(() => "damaged" as const)),
    );
    return found.filter((_, i) => manifests[i] !== null).sort();
  }

  async function manifest(name: string): Promise<LibraryManifest> {
    return (await readManifest(folderOf(name))) ?? Promise.reject(new LibraryUnknownError(await names()));
  }

  return {
    names,
    manifest,
    exists: async (name) => (await readManifest(folderOf(name))) !== null,
    async open(name, encoder) {
      const found = await manifest(name);
      if (encoder !== undefined && found.encoder !== encoder)
        throw new EncoderMismatchError(found.encoder, encoder, { library: name, use: "query" });
      const folder = folderOf(name);
      const pairs = await openPairTable(folder, { ...found, name: found.table, create: false });
      return { folder, manifest: found, pairs, [Symbol.asyncDispose]: async () => pairs.close() };
    },
    async openForWriting(name, { id: encoder, dimensions }) {
      const folder = folderOf(name);
      try {
        await mkdir(folder, { recursive: true });
        const lock = await lockForWriting(folder);
        try {
          await removeLeftovers(folder);
          const known = await readManifest(folder);
          if (known && known.encoder !== encoder)
            throw new EncoderMismatchError(known.encoder, encoder, { library: name, use: "ingest" });
          const table = await openPairTable(folder, { dimensions, create: known === null, name: known?.table });
          const made = known ?? { format: 1 as const, name, encoder, dimensions, createdAt: clock().toISOString() };
          const close = async () => {
            table.close();
            await lock[Symbol.asyncDispose]();
          };
          const pairs = known ? table : madeByFirstPut(table, folder, made);
          return { folder, manifest: made, pairs, [Symbol.asyncDispose]: close };
        } catch (error) {
          await lock[Symbol.asyncDispose]();
          throw error;
        }
      } catch (cause) {
        throw isDiskFull(cause) ? new DiskFullError({ cause }) : cause;
      }
    },
    async reembed(name, { id: encoder, dimensions }) {
      const folder = folderOf(name);
      await manifest(name);
      const lock = await lockForWriting(folder);
      try {
        await removeLeftovers(folder);
        const known = await manifest(name); // as it is under the lock
        const from = await openPairTable(folder, { ...known, name: known.table, create: false });
        const table = `pairs-${sha256Hex(`${encoder} ${known.encoder}`).slice(0, 8)}`;
        const to = await openPairTable(folder, { dimensions, create: true, name: table });
        const close = async () => {
          from.close();
          to.close();
          await lock[Symbol.asyncDispose]();
        };
        const finish = async () => {
          await writeManifest(folder, { ...known, encoder, dimensions, table });
          await rm(join(folder, `${known.table ?? firstTable}.lance`), { recursive: true, force: true });
        };
        return { manifest: known, from, to, finish, [Symbol.asyncDispose]: close };
      } catch (cause) {
        await lock[Symbol.asyncDispose]();
        throw isDiskFull(cause) ? new DiskFullError({ cause }) : cause;
      }
    },
    async delete(name) {
      await manifest(name);
      const folder = folderOf(name);
      const gone = join(root, stagingName()); // a half-removed library is never seen as one
      try {
        const lock = await lockForWriting(folder);
        await lock[Symbol.asyncDispose](); // nobody was writing; Windows renames no folder with an open file in it
        await rename(folder, gone);
      } catch (cause) {
        throw isMissing(cause) ? new LibraryUnknownError(await names()) : cause; // another deletion was faster
      }
      await rm(gone, { recursive: true, force: true });
      await removeLeftovers(root);
    },
  };
}

/** The table of a library that is new: the manifest, which makes it a library, is written just before its first pairs. */
function madeByFirstPut(table: PairTable, folder: string, manifest: LibraryManifest): PairTable {
  let made = false;
  return {
    ...table,
    async put(rows) {
      if (made || rows.length === 0) return table.put(rows);
      await writeManifest(folder, manifest); // first: pairs without it would be of an encoder that nobody knows
      try {
        await table.put(rows);
      } catch (error) {
        if ((await table.count()) === 0) await removeManifest(folder);
        throw error;
      }
      made = true;
    },
  };
}

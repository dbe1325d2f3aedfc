import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { DiskFullError, isDiskFull, isMissing } from "../core/errors.ts";
import { once } from "../core/once.ts";
import { removeLeftovers, stagingName } from "../core/staging.ts";
import { writeWhole } from "../core/write-whole.ts";
import type { DecodedScan } from "../imaging/contract.ts";
import { type DecodeOptions, decodeScan } from "../imaging/decode.ts";
import { ScanNotFoundError } from "../imaging/errors.ts";
import { encodePng } from "../imaging/view.ts";
import type { ScanStore, StoredScan } from "./contract.ts";
import { createTurns } from "./turns.ts";
import { writeStream } from "./write-stream.ts";

export interface ScanStoreOptions {
  /** `<home>/scans` */
  readonly folder: string;
  readonly clock: () => Date;
  /** @default decodeScan */
  readonly decode?: (path: string, options: DecodeOptions) => Promise<DecodedScan>;
}

/** A file name that says nothing: the name that the file had may be a patient's. */
const originalFile = "original";
const factsFile = "scan.json";
const idPattern = /^[0-9a-f]{32}$/;
/** Decoded pictures that may be in memory at once, for uploads and for views. */
const decodingAtOnce = 1;
const viewsAtOnce = 2;
/** Tries to put a scan where a damaged one stands. */
const attempts = 3;

const pixels = z.int().positive();
const Facts = z.object({
  id: z.string().regex(idPattern),
  kind: z.literal("image"),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.int().positive(),
  createdAt: z.iso.datetime(),
  views: z.array(z.object({ id: z.string(), label: z.string(), widthPx: pixels, heightPx: pixels })).min(1),
});

/** Id of the scan whose file has that SHA-256. */
export function storedScanId(sha256: string): string {
  return sha256.slice(0, 32);
}

/**
 * Scans on the disk: a folder each, named by the first 32 hex digits of the file's sha256, with the bytes as they came and the facts
 * that were found. A folder is filled beside its place and renamed into it: a scan is there whole or not at all.
 */
export function createScanStore({ folder, clock, decode = decodeScan }: ScanStoreOptions): ScanStore {
  const [decoding, viewing] = [createTurns(decodingAtOnce), createTurns(viewsAtOnce)];
  const prepare = once(async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeLeftovers(folder);
  });

  /** The facts of a scan; null where there is none, or a damaged one. What cannot be read just now is thrown: it is not gone. */
  async function read(id: string): Promise<StoredScan | null> {
    try {
      return Facts.parse(JSON.parse(await readFile(join(folder, id, factsFile), "utf8")));
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError || error instanceof z.ZodError) return null;
      throw error;
    }
  }

  async function get(id: string): Promise<StoredScan> {
    const scan = idPattern.test(id) ? await read(id) : null;
    if (!scan) throw new ScanNotFoundError("store");
    return scan;
  }

  /** Fills the staging folder. */
  async function fill(staging: string, bytes: AsyncIterable<Uint8Array>, options: Parameters<ScanStore["add"]>[1]) {
    const { maxBytes, signal } = options;
    await mkdir(staging, { mode: 0o700 });
    const path = join(staging, originalFile);
    const { sha256, sizeBytes } = await writeStream(bytes, path, options);
    const id = storedScanId(sha256);
    const known = await read(id);
    if (known) return { scan: known, isNew: false };
    const { image } = await decoding(async () => {
      signal?.throwIfAborted();
      return await decode(path, { maxBytes, ...(signal && { signal }) });
    });
    const { widthPx, heightPx } = image;
    const scan: StoredScan = {
      id,
      kind: "image",
      sha256,
      sizeBytes,
      createdAt: clock().toISOString(),
      views: [{ id: "v1", label: "image", widthPx, heightPx }],
    };
    await writeWhole(join(staging, factsFile), `${JSON.stringify(scan)}\n`);
    return { scan, isNew: true };
  }

  /** Puts a filled folder into its place; of two uploads of the same bytes the first one stays. */
  async function settle(staging: string, scan: StoredScan): Promise<StoredScan & { readonly duplicate: boolean }> {
    const place = join(folder, scan.id);
    for (let attempt = 1; ; attempt++) {
      try {
        await rename(staging, place);
        return { ...scan, duplicate: false };
      } catch (error) {
        if (!isOccupied(error) || attempt === attempts) throw error;
        const known = await read(scan.id);
        if (known) return { ...known, duplicate: true };
        await rm(place, { recursive: true, force: true }); // without its facts it is nothing
      }
    }
  }

  return {
    get,
    async add(bytes, options) {
      await prepare();
      const staging = join(folder, stagingName());
      try {
        const { scan, isNew } = await fill(staging, bytes, options);
        options.signal?.throwIfAborted();
        return isNew ? await settle(staging, scan) : { ...scan, duplicate: true };
      } catch (cause) {
        throw isDiskFull(cause) ? new DiskFullError({ cause }) : cause;
      } finally {
        await rm(staging, { recursive: true, force: true });
      }
    },
    async list() {
      const names = (await readdir(folder).catch(() => [])).filter((name) => idPattern.test(name));
      const scans = (await Promise.all(names.map(read))).filter((scan) => scan !== null);
      return scans.sort((a, b) =>
        a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? 1 : -1,
      );
    },
    path: async (id) => join(folder, (await get(id)).id, originalFile),
    async viewPng(id, view, options = {}) {
      const scan = await get(id);
      if (!scan.views.some((each) => each.id === view)) throw new ScanNotFoundError("view");
      return viewing(async () => {
        const { image } = await decode(join(folder, id, originalFile), { maxBytes: scan.sizeBytes });
        return await encodePng(image, options);
      });
    },
    async delete(id) {
      await get(id);
      const gone = join(folder, stagingName()); // a half-removed scan is never seen as one
      await rename(join(folder, id), gone).catch((error: unknown) => {
        throw isMissing(error) ? new ScanNotFoundError("store") : error; // another deletion was faster
      });
      await rm(gone, { recursive: true, force: true });
    },
  };
}

function isOccupied(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ENOTEMPTY", "EEXIST", "EPERM"].includes(String(error.code));
}

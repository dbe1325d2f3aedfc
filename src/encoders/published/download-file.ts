import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DiskFullError, isDiskFull, isMissing } from "../../core/errors.ts";
import { sha256Hex } from "../../core/sha256.ts";
import { DownloadDamagedError, HubRefusedError, HubUnreachableError } from "./errors.ts";
import { askHub, type HubFileFacts, type HubRequestOptions, hubFileFacts } from "./hub-request.ts";

export interface DownloadOptions extends HubRequestOptions {
  /** Where it is put when it is whole. Until then it is beside it, in a file that ends with `.part`. */
  readonly path: string;
  /** What its SHA-256 must be; null: what the server says, where it says it. */
  readonly sha256: string | null;
  /** Bytes there, and of the whole; null while that is unknown. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number | null) => void) | undefined;
}

/** HTTP status: the file is shorter than where the rest of it was asked from. */
const rangeUnknown = 416;

/**
 * Downloads a file, going on where an earlier call was cut off if the file is still the same there.
 * @returns its SHA-256
 * @throws {HubUnreachableError | HubRefusedError | DownloadDamagedError | DiskFullError}; an abort as it is
 */
export async function downloadFile(url: string, options: DownloadOptions): Promise<string> {
  const { path, signal } = options;
  const facts = await hubFileFacts(url, options);
  const part = await placeOfPart(path, facts);
  const have = await stat(part).then(
    ({ size }) => size,
    (error: unknown) => {
      if (isMissing(error)) return 0;
      throw error;
    },
  );
  const response = await request(url, have, options);
  if (have > 0 && (response.status === rangeUnknown || (response.status === 206 && startOf(response) !== have))) {
    await response.body?.cancel();
    await rm(part, { force: true }); // what is there is no beginning of what comes
    return downloadFile(url, options);
  }
  const from = response.status === 206 ? have : 0; // a server that knows no ranges begins again
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  const total = Number.isNaN(length) ? null : from + length;
  const hash = createHash("sha256");
  if (from > 0)
    for await (const chunk of createReadStream(part)) {
      signal?.throwIfAborted();
      hash.update(chunk);
    }
  try {
    await append(part, from, response, (chunk, done) => {
      hash.update(chunk);
      options.onProgress?.(done, total);
    });
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    if (isDiskFull(cause)) throw new DiskFullError({ cause });
    throw new HubUnreachableError(new URL(url).host, "was cut off", { cause });
  }
  const found = hash.digest("hex");
  const stated = options.sha256 ?? facts.sha256 ?? found;
  if (found !== stated) {
    await rm(part, { force: true }); // going on from it would not mend it
    throw new DownloadDamagedError();
  }
  await rename(part, path);
  return found;
}

function startOf({ headers }: Response): number {
  return Number(/^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1] ?? Number.NaN);
}

/** Answers with the file from there on, with all of it, or with `rangeUnknown`. */
async function request(url: string, from: number, options: DownloadOptions): Promise<Response> {
  const response = await askHub(url, from > 0 ? { range: `bytes=${from}-` } : {}, options);
  if (response.ok || (response.status === rangeUnknown && from > 0)) return response;
  await response.body?.cancel();
  throw new HubRefusedError(new URL(url).host, response.status);
}

/** Where a version of the file is put together: two versions never share one. Parts of others are removed, and those of a version that nobody knows. */
async function placeOfPart(path: string, { version }: HubFileFacts): Promise<string> {
  const [folder, name] = [dirname(path), basename(path)];
  const part = `${name}.${sha256Hex(version ?? "").slice(0, 16)}.part`;
  for (const each of await readdir(folder))
    if (each.startsWith(`${name}.`) && each.endsWith(".part") && (version === null || each !== part))
      await rm(join(folder, each), { force: true });
  return join(folder, part);
}

async function append(
  path: string,
  from: number,
  { body }: Response,
  onChunk: (chunk: Uint8Array, done: number) => void,
): Promise<void> {
  const file = await open(path, from > 0 ? "a" : "w");
  try {
    let done = from;
    if (body)
      for await (const chunk of body) {
        await file.writeFile(chunk);
        done += chunk.length;
        onChunk(chunk, done);
      }
    await file.sync();
  } finally {
    await file.close();
  }
}

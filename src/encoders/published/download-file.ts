import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { DiskFullError, isDiskFull, isMissing } from "../../core/errors.ts";
import { DownloadDamagedError, HubRefusedError, HubUnreachableError } from "./errors.ts";

export interface DownloadOptions {
  /** Where it is put when it is whole. Until then it is beside it, as `.part`. */
  readonly path: string;
  /** What its SHA-256 must be; null: what the server says, where it says it. */
  readonly sha256: string | null;
  readonly token: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly signal?: AbortSignal | undefined;
  /** Bytes there, and of the whole; null while that is unknown. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number | null) => void) | undefined;
}

/** HTTP status: the file is shorter than where the rest of it was asked from. */
const rangeUnknown = 416;
const Sha256 = /^"?([0-9a-f]{64})"?$/;

/**
 * Downloads a file, going on where an earlier call was cut off.
 * @returns its SHA-256
 * @throws {HubUnreachableError | HubRefusedError | DownloadDamagedError | DiskFullError}; an abort as it is
 */
export async function downloadFile(url: string, options: DownloadOptions): Promise<string> {
  const { path, signal } = options;
  const part = `${path}.part`;
  const have = await stat(part).then(
    ({ size }) => size,
    (error: unknown) => {
      if (isMissing(error)) return 0;
      throw error;
    },
  );
  const response = await request(url, have, options);
  if (response.status === rangeUnknown && have > 0) {
    await rm(part, { force: true }); // what is there is no beginning of it
    return downloadFile(url, options);
  }
  const from = response.status === 206 ? have : 0; // a server that knows no ranges begins again
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  const total = Number.isNaN(length) ? null : from + length;
  const hash = createHash("sha256");
  if (from > 0) for await (const chunk of createReadStream(part)) hash.update(chunk);
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
  const stated = options.sha256 ?? Sha256.exec(response.headers.get("x-linked-etag") ?? "")?.[1] ?? found;
  if (found !== stated) {
    await rm(part, { force: true }); // going on from it would not mend it
    throw new DownloadDamagedError();
  }
  await rename(part, path);
  return found;
}

async function request(url: string, from: number, { token, fetch, signal }: DownloadOptions): Promise<Response> {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(from > 0 && { range: `bytes=${from}-` }) };
  const { host } = new URL(url);
  let response: Response;
  try {
    response = await fetch(url, { headers, ...(signal && { signal }) });
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new HubUnreachableError(host, "cannot be reached", { cause });
  }
  if (!response.ok && !(response.status === rangeUnknown && from > 0)) {
    await response.body?.cancel();
    throw new HubRefusedError(host, response.status);
  }
  return response;
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

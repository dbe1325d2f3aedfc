import { HubRefusedError, HubUnreachableError } from "./errors.ts";

export interface HubRequestOptions {
  readonly token: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly signal?: AbortSignal | undefined;
}

/** Asks a hub; for bytes as they lie there, for a range of a compressed answer is none of the file. @throws {HubUnreachableError}; an abort as it is */
export async function askHub(
  url: string,
  init: { readonly method?: "HEAD"; readonly redirect?: "manual"; readonly range?: string },
  { token, fetch, signal }: HubRequestOptions,
): Promise<Response> {
  const { method = "GET", redirect = "follow", range } = init;
  const headers = {
    "accept-encoding": "identity",
    ...(token && { authorization: `Bearer ${token}` }),
    ...(range && { range }),
  };
  try {
    return await fetch(url, { method, redirect, headers, ...(signal && { signal }) });
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new HubUnreachableError(new URL(url).host, "cannot be reached", { cause });
  }
}

/** What a hub says of a file without giving it. */
export interface HubFileFacts {
  /** Changes when the file does; null where the server does not say. */
  readonly version: string | null;
  /** Null where the server does not say. */
  readonly sha256: string | null;
}

const Sha256 = /^"?([0-9a-f]{64})"?$/;
const maxHops = 5;

/**
 * The hub states a large file's checksum (`x-linked-etag`) on the answer that sends one elsewhere, and there alone; redirects within the hub are followed.
 * Source: huggingface/huggingface_hub, src/huggingface_hub/file_download.py, `get_hf_file_metadata`.
 * @throws {HubUnreachableError | HubRefusedError}; an abort as it is
 */
export async function hubFileFacts(url: string, options: HubRequestOptions, hops = 0): Promise<HubFileFacts> {
  const response = await askHub(url, { method: "HEAD", redirect: "manual" }, options);
  const { headers, status } = response;
  if (status >= 400) throw new HubRefusedError(new URL(url).host, status);
  const location = headers.get("location");
  const next = location === null ? null : new URL(location, url);
  const linked = headers.get("x-linked-etag");
  if (linked === null && next?.origin === new URL(url).origin && hops < maxHops)
    return hubFileFacts(next.href, options, hops + 1);
  return { version: linked ?? headers.get("etag"), sha256: Sha256.exec(linked ?? "")?.[1] ?? null };
}

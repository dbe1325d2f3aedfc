import type { IngestJob, LanguageModelSummary } from "../../../src/app/contract.ts";
import type { LibraryDetails, LibrarySummary } from "../../../src/app/libraries.ts";
import type { SavedPair } from "../../../src/app/save-pair.ts";
import type { Pair, SourceFormat } from "../../../src/retrieval/contract.ts";
import { apiError } from "./errors.ts";
import { json, send } from "./request.ts";
import { readEvents } from "./sse.ts";

const at = (name: string) => `/v1/libraries/${encodeURIComponent(name)}`;

export async function listLibraries(): Promise<readonly LibrarySummary[]> {
  return (await json<{ libraries: readonly LibrarySummary[] }>("/v1/libraries")).libraries;
}

export function describeLibrary(name: string): Promise<LibraryDetails> {
  return json(at(name));
}

export function getPair(library: string, id: string): Promise<Pair> {
  return json(`${at(library)}/pairs/${encodeURIComponent(id)}`);
}

export function pairViewUrl(library: string, id: string): string {
  return `${at(library)}/pairs/${encodeURIComponent(id)}/view.jpg`;
}

export function savePair(library: string, body: { readonly scan: string; readonly text: string }): Promise<SavedPair> {
  return json(`${at(library)}/pairs`, { method: "POST", body });
}

export async function deleteLibrary(name: string, confirm: string): Promise<void> {
  await send(at(name), { method: "DELETE", body: { confirm } });
}

export function startIngest(
  name: string,
  request: { readonly sources: readonly string[]; readonly format: SourceFormat },
): Promise<IngestJob> {
  return json(`${at(name)}/ingest`, { method: "POST", body: request });
}

export async function listJobs(): Promise<readonly IngestJob[]> {
  return (await json<{ jobs: readonly IngestJob[] }>("/v1/jobs")).jobs;
}

export function cancelJob(id: string): Promise<IngestJob> {
  return json(`/v1/jobs/${encodeURIComponent(id)}/cancel`, { method: "POST" });
}

export function retryJob(id: string): Promise<IngestJob> {
  return json(`/v1/jobs/${encodeURIComponent(id)}/retry`, { method: "POST" });
}

export async function deleteJob(id: string): Promise<void> {
  await send(`/v1/jobs/${encodeURIComponent(id)}`, { method: "DELETE" });
}

/** The job now and after every change, until it ends. */
export async function* followJob(id: string, signal: AbortSignal): AsyncGenerator<IngestJob> {
  const response = await send(`/v1/jobs/${encodeURIComponent(id)}/events`, { signal });
  for await (const { event, data } of readEvents(response)) {
    if (event === "error") throw apiError(response.status, data);
    const job: IngestJob = JSON.parse(data);
    yield job;
  }
}

export async function listLanguageModels(): Promise<readonly LanguageModelSummary[]> {
  return (await json<{ languageModels: readonly LanguageModelSummary[] }>("/v1/language-models")).languageModels;
}

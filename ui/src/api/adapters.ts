import type { AdapterSummary } from "../../../src/app/adapter-list.ts";
import { json } from "./request.ts";

/** Those in the server's home. */
export async function listAdapters(): Promise<readonly AdapterSummary[]> {
  return (await json<{ adapters: readonly AdapterSummary[] }>("/v1/adapters")).adapters;
}

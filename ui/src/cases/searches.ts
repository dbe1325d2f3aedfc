import type { SimilarCases } from "../../../src/retrieval/find-similar.ts";
import { search } from "../api/questions.ts";
import { keep } from "../shell/loaded.ts";
import { createStore, type Store } from "../shell/store.ts";
import type { CaseFilters } from "./case-filters.ts";

/** As many as one search gives. */
export const mostCases = 50;

export const noFilters: CaseFilters = { text: "", modality: "", source: "", label: "", withoutOwnCase: false, k: 24 };

const filters = new Map<string, Store<CaseFilters>>();

export function filtersOf(scan: string): Store<CaseFilters> {
  const known = filters.get(scan);
  if (known) return known;
  const fresh = createStore(noFilters);
  filters.set(scan, fresh);
  return fresh;
}

/** A search is the same whenever it is asked for again, so its body is its key. */
export const searches = keep<SimilarCases & { readonly seconds: number }>((key) => search(JSON.parse(key)));

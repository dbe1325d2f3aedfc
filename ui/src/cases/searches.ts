import type { SimilarCases } from "../../../src/retrieval/find-similar.ts";
import { search } from "../api/questions.ts";
import { keep } from "../shell/loaded.ts";

/** A search is the same whenever it is asked for again, so its body is its key. */
export const searches = keep<SimilarCases & { readonly seconds: number }>((key) => search(JSON.parse(key)));

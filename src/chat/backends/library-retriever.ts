import { Document } from "@langchain/core/documents";
import { BaseRetriever, type BaseRetrieverInput } from "@langchain/core/retrievers";
import type { RunnableConfig } from "@langchain/core/runnables";
import { cleanText } from "../../core/clean-text.ts";
import type { SimilarResult } from "../../retrieval/find-similar.ts";
import { labelInWords } from "../../retrieval/label-in-words.ts";

/** What a document of the library carries beside its text: another patient's image and its text. */
export interface PairMetadata extends Record<string, unknown> {
  readonly pairId: string;
  readonly case: string;
  readonly cosine: number;
  readonly source: string | null;
  readonly modality: string | null;
  readonly label: string | null;
  readonly licence: string | null;
}

export interface LibraryRetrieverOptions extends BaseRetrieverInput {
  /** Searches a library by text, best first: `async (text) => (await app.similar({ text, k: 5 })).results`. */
  readonly search: (text: string) => Promise<readonly SimilarResult[]>;
}

class LibraryRetriever extends BaseRetriever<PairMetadata> {
  override lc_namespace = ["caselens", "retrievers"];
  readonly #search: LibraryRetrieverOptions["search"];

  constructor({ search, ...input }: LibraryRetrieverOptions) {
    super(input);
    this.#search = search;
  }

  /** Without callbacks of its caller's it bypasses LangChain's, which an environment variable makes send every query to LangSmith. */
  override async invoke(
    input: string,
    options?: Partial<RunnableConfig<Record<string, unknown>>>,
  ): Promise<Document<PairMetadata>[]> {
    if (options?.callbacks !== undefined || this.callbacks !== undefined) return super.invoke(input, options);
    return this._getRelevantDocuments(input);
  }

  override async _getRelevantDocuments(query: string): Promise<Document<PairMetadata>[]> {
    const found = await this.#search(cleanText(query).text);
    return found.flatMap(({ id, caption, case: caseId, cosine, source, modality, label, licence }) => {
      const text = caption ?? (label === null ? null : labelInWords(label));
      if (text === null) return []; // never cited
      return [
        new Document({
          id,
          pageContent: text,
          metadata: { pairId: id, case: caseId, cosine, source, modality, label, licence },
        }),
      ];
    });
  }
}

/** A library as a retriever for LangChain chains: text in, the pairs of the nearest images out. */
export function createLibraryRetriever(options: LibraryRetrieverOptions): BaseRetriever<PairMetadata> {
  return new LibraryRetriever(options);
}

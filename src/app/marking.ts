import { decodeScan } from "../imaging/decode.ts";
import type { Library } from "../retrieval/library.ts";
import type { App } from "./contract.ts";
import { markChanges } from "./marks.ts";
import type { ScanRef } from "./scan-ref.ts";
import type { SessionStore } from "./sessions.ts";

export interface MarkingParts {
  readonly sessions: SessionStore;
  readonly pathOf: (scan: ScanRef) => Promise<string>;
  /** Opens the library named, else the one in use; closed after the mark. */
  readonly openLibrary: (name: string | undefined) => Promise<Library>;
}

/** The sessions as every interface uses them: begun without a question, and marked without one. */
export function createMarking({ sessions, pathOf, openLibrary }: MarkingParts): App["sessions"] {
  return {
    list: sessions.list,
    get: sessions.get,
    delete: sessions.delete,
    begin: async (scan) => sessions.begin((await decodeScan(await pathOf(scan))).sha256),
    async mark(id, { pair, mark, library: named }) {
      const found = await sessions.get(id);
      await using library = await openLibrary(named);
      const changes = await markChanges({ [mark]: [pair] }, found, library);
      const { isNew: _, ...marked } = await sessions.mark({ ...found, isNew: false }, changes);
      return marked;
    },
  };
}

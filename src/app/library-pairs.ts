import type { Libraries } from "../retrieval/library.ts";
import type { App } from "./contract.ts";
import { PairUnknownError } from "./store-errors.ts";

export type LibraryPairs = Pick<App["libraries"], "pairs" | "pair" | "pairView">;

/** What a library holds, pair by pair. */
export function createLibraryPairs(libraries: Libraries): LibraryPairs {
  return {
    async pairs(name, { offset, limit, where }) {
      await using library = await libraries.open(name);
      return await library.pairs.page({ offset, limit, where });
    },
    async pair(name, id) {
      await using library = await libraries.open(name);
      const [pair] = await library.pairs.get([id]);
      if (!pair) throw new PairUnknownError();
      return pair;
    },
    async pairView(name, id) {
      await using library = await libraries.open(name);
      const view = await library.pairs.view(id);
      if (!view) throw new PairUnknownError();
      return view;
    },
  };
}

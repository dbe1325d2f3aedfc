import { join } from "node:path";
import type { Pair } from "../../src/retrieval/contract.ts";
import { createLibraries, type Libraries } from "../../src/retrieval/library.ts";

/** The libraries of a home, with a clock that stands still. */
export function librariesOf(home: string): Libraries {
  return createLibraries(join(home, "libraries"), () => new Date("2026-01-02T03:04:05Z"));
}

/** What a library holds: the number of its rows, and its pairs by id (fewer where an id is there twice). */
export async function storedPairs(
  home: string,
  name: string,
): Promise<{ readonly rows: number; readonly pairs: ReadonlyMap<string, Pair> }> {
  await using library = await librariesOf(home).open(name);
  const ids = [...(await library.pairs.factsHashes()).keys()];
  const pairs = await library.pairs.get(ids);
  return { rows: await library.pairs.count(), pairs: new Map(pairs.map((pair) => [pair.id, pair])) };
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { EncoderId } from "../encoders/contract.ts";
import { LibraryLockedError } from "../retrieval/errors.ts";
import type { Libraries, Library } from "../retrieval/library.ts";

/** Library made from samples/ on first use. */
export const demoLibrary = "demo";
/** Library that is used when none is named. */
export const defaultLibrary = "default";

export interface DemoParts {
  /** Folder of the samples. */
  readonly samples: string;
  readonly encoder: () => Promise<EncoderId>;
  /** Takes the samples into the demo library. */
  readonly ingestSamples: () => Promise<unknown>;
}

export interface LibraryChoice {
  /**
   * A library by its name; without one that of the configuration, else `default`, and while that does not exist or holds nothing the
   * demo. The demo is made if need be, and is whole when it is opened.
   */
  open(encoder: EncoderId, name?: string): Promise<Library>;
}

export function createLibraryChoice(configured: string | null, libraries: Libraries, demo: DemoParts): LibraryChoice {
  return {
    async open(encoder, named) {
      const name =
        named ?? configured ?? ((await holdsPairs(libraries, defaultLibrary)) ? defaultLibrary : demoLibrary);
      if (name === demoLibrary) await ensureDemo(libraries, demo);
      return libraries.open(name, encoder);
    },
  };
}

const waitMs = 250;
const longestWaitMs = 60_000;

/**
 * Makes the demo library whole: it may be missing, cut off by a kill, or of an encoder that has been replaced. Two processes may
 * want it at once: the second waits for the first.
 */
async function ensureDemo(libraries: Libraries, { samples, encoder, ingestSamples }: DemoParts): Promise<void> {
  const lines = (await readFile(join(samples, "manifest.jsonl"), "utf8")).split("\n");
  const expected = lines.filter((line) => line.trim() !== "").length;
  const current = await encoder();
  for (let waitedMs = 0; ; waitedMs += waitMs) {
    const manifest = (await libraries.exists(demoLibrary)) ? await libraries.manifest(demoLibrary) : null;
    if (manifest?.encoder === current && (await countPairs(libraries, demoLibrary)) >= expected) return;
    try {
      if (manifest && manifest.encoder !== current) await libraries.delete(demoLibrary);
      await ingestSamples();
      return;
    } catch (error) {
      if (!(error instanceof LibraryLockedError) || waitedMs >= longestWaitMs) throw error;
      await wait(waitMs);
    }
  }
}

async function holdsPairs(libraries: Libraries, name: string): Promise<boolean> {
  return (await libraries.exists(name)) && (await countPairs(libraries, name)) > 0;
}

async function countPairs(libraries: Libraries, name: string): Promise<number> {
  await using library = await libraries.open(name);
  return await library.pairs.count();
}

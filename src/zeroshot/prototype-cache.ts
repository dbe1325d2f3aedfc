import type { Stats } from "node:fs";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createKeyedTurns } from "../core/keyed-turns.ts";
import { sha256Hex } from "../core/sha256.ts";
import { writeWhole } from "../core/write-whole.ts";
import { promptsSha256 } from "./prompts-sha256.ts";
import { packPrototypes, unpackPrototypes } from "./prototype-file.ts";
import { type EmbedPromptSet, embedPromptSet, type Prototypes } from "./prototypes.ts";
import { wordingsOf } from "./wordings.ts";

/** Of the vectors that are kept in memory; the least recently used go first. */
const mostBytes = 256 * 2 ** 20;
const extension = ".prototypes";
/** Of the files; the oldest go first. */
const mostFileBytes = 1024 * 2 ** 20;

/**
 * Prototypes by what they were made of: encoder revision, names, templates, wordings. Kept in memory and in a folder, one file a set; a
 * file that is damaged is made again.
 * @param folder created when it is first needed
 */
export function createPrototypeCache(folder: string): EmbedPromptSet {
  const kept = new Map<string, Prototypes>(); // least recently used first
  const turns = createKeyedTurns();

  function keep(key: string, prototypes: Prototypes): Prototypes {
    kept.delete(key);
    kept.set(key, prototypes);
    let bytes = [...kept.values()].reduce((sum, each) => sum + sizeOf(each), 0);
    for (const [oldest, each] of kept) {
      if (bytes <= mostBytes || oldest === key) break;
      kept.delete(oldest);
      bytes -= sizeOf(each);
    }
    return prototypes;
  }

  return (set, encoder, options = {}) => {
    const { wordings = wordingsOf(set) } = options;
    const key = sha256Hex(JSON.stringify([encoder.id, promptsSha256(set), wordings]));
    return turns(key, async () => {
      const path = join(folder, `${key}${extension}`);
      const shape = { classes: set.classes.length, wordings: wordings.length, dimensions: encoder.dimensions };
      const found = kept.get(key) ?? unpackPrototypes(await readFile(path).catch(() => null), shape);
      if (found) return keep(key, found);
      const made = await embedPromptSet(set, encoder, options);
      // a disk that is full or read-only costs the time to embed again, and no answer
      await store(path, packPrototypes(made)).catch(() => undefined);
      return keep(key, made);
    });
  };
}

async function store(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await writeWhole(path, bytes);
  const names = (await readdir(folder)).filter((name) => name.endsWith(extension));
  const files = await Promise.all(names.map(async (name) => ({ name, ...sizeAndAge(await stat(join(folder, name))) })));
  let total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  for (const { name, sizeBytes } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (total <= mostFileBytes) return;
    await rm(join(folder, name), { force: true });
    total -= sizeBytes;
  }
}

function sizeAndAge({ size, mtimeMs }: Stats) {
  return { sizeBytes: size, mtimeMs };
}

function sizeOf({ classes, byWording }: Prototypes): number {
  return (1 + byWording.length) * classes.length * (classes[0]?.byteLength ?? 0);
}

import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { fileFault } from "../../core/file-fault.ts";

import { ImportSourceError } from "./errors.ts";
import { shownFile } from "./shown-file.ts";

/** Which shard has which tensor. Source: `WEIGHTS_INDEX_NAME` and `save_pretrained`, huggingface/transformers `modeling_utils.py`. */
const ShardIndex = z.object({ weight_map: z.record(z.string(), z.string().regex(/^\w[\w.-]*$/)) });

const shardName = /-\d{5}-of-(?!00001)\d{5}\.(safetensors|bin)$/;
/** The greatest published models have some hundreds. */
const maxShards = 1_000;
/** Names that an error lists. */
const listed = 3;

const together = "All shards must stand in one folder beside their index: give that folder.";

export function isShardIndex(path: string): boolean {
  return path.endsWith(".index.json");
}

/**
 * The shards of a checkpoint that was saved in several files.
 * @param index `model.safetensors.index.json` or the like
 * @returns paths in order of name
 * @throws {ImportSourceError} which says which are missing
 */
export async function readShards(index: string): Promise<readonly [string, ...string[]]> {
  const parsed = ShardIndex.safeParse(await readJson(index));
  const names = parsed.success ? [...new Set(Object.values(parsed.data.weight_map))].sort() : [];
  if (names.length === 0 || names.length > maxShards)
    throw new ImportSourceError("has an index that names no shards", "Download the index again.");
  const folder = dirname(index);
  const missing: string[] = [];
  for (const name of names) if ((await fileFault(join(folder, name))) === "missing") missing.push(name);
  if (missing.length > 0) {
    const some = missing.slice(0, listed).map(shownFile).join(", ");
    throw new ImportSourceError(
      `lacks ${missing.length} of the ${names.length} shards that its index names: ${some}${missing.length > listed ? " and more" : ""}`,
      together,
    );
  }
  const [first, ...rest] = names.map((name) => join(folder, name));
  return [first, ...rest];
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new ImportSourceError("has an index of shards that cannot be read", "Download the index again.", { cause });
  }
}

/** @param names of a folder's files, where no index was found @throws {ImportSourceError} when there are shards */
export function demandNoLoneShards(names: readonly string[]): void {
  const shards = names.filter((name) => shardName.test(name));
  if (shards.length === 0) return;
  throw new ImportSourceError(
    `holds ${shards.length} shards of weights without their index (model.safetensors.index.json or pytorch_model.bin.index.json)`,
    together,
  );
}

/** One shard is a part of the weights alone. @throws {ImportSourceError} */
export function demandNoShard(path: string): void {
  if (!shardName.test(basename(path))) return;
  throw new ImportSourceError("is one shard of the weights alone", together);
}

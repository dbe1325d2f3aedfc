import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Checkpoint } from "../../src/encoders/checkpoints/contract.ts";
import { openCheckpoint } from "../../src/encoders/checkpoints/open-checkpoint.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Opens a checkpoint of those bytes; its name says nothing of its format. */
export async function openBytes(bytes: Uint8Array): Promise<Checkpoint> {
  const path = join(await temporaryFolder(), "checkpoint");
  await writeFile(path, bytes);
  return openCheckpoint(path);
}

/** Every tensor of a checkpoint of those bytes. */
export async function readBytes(bytes: Uint8Array): Promise<Readonly<Record<string, readonly number[]>>> {
  await using checkpoint = await openBytes(bytes);
  const names = [...checkpoint.tensors.keys()];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, [...(await checkpoint.read(name))]])));
}

/** A safetensors file. */
export function safetensorsBytes(header: string | object, data: Uint8Array): Buffer<ArrayBuffer> {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

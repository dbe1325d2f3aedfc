import { open } from "node:fs/promises";
import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import { archiveEntries } from "../../encoders/checkpoints/archive-entries.ts";
import { fileBytes, readBytesAt } from "../../encoders/checkpoints/file-bytes.ts";
import { type NpyArray, readNpy } from "./npy-array.ts";

const inflate = promisify(inflateRaw);
/** Of one array, unpacked. */
const mostBytes = 4 * 1024 ** 3;

/**
 * Arrays of a NumPy archive, by name without `.npy`.
 * @returns null where the file is no archive, or an array is missing or is none of whole numbers
 */
export async function readNpz(path: string, names: readonly string[]): Promise<ReadonlyMap<string, NpyArray> | null> {
  await using file = await open(path);
  const bytes = fileBytes(file, (await file.stat()).size);
  const found = new Map<string, NpyArray>();
  try {
    const entries = await archiveEntries(bytes);
    for (const name of names) {
      const entry = entries.get(`${name}.npy`);
      if (!entry || entry.storage === "encrypted") return null;
      const packed = await readBytesAt(bytes, entry.startByte, entry.sizeBytes);
      const array = readNpy(
        entry.storage === "stored" ? packed : await inflate(packed, { maxOutputLength: mostBytes }),
      );
      if (!array) return null;
      found.set(name, array);
    }
  } catch {
    return null; // an archive that is cut off, that overlaps, or that inflates beyond all bounds
  }
  return found;
}

import { readFile, stat } from "node:fs/promises";
import { isMissing } from "../../core/errors.ts";
import { parseAdapter, type StoredAdapter } from "./adapter-file.ts";
import { AdapterInvalidError, AdapterTooLargeError, AdapterUnknownError } from "./errors.ts";

/** Room for 10,000 examples of 1,024 dimensions. */
const mostBytes = 32_000_000;

/**
 * Reads an adapter's file.
 * @param existing names to tell of where it is not there; absent where a path was given
 * @throws {AdapterUnknownError | AdapterTooLargeError | AdapterInvalidError | AdapterDamagedError}
 */
export async function readAdapter(path: string, existing?: () => Promise<readonly string[]>): Promise<StoredAdapter> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > mostBytes) throw new AdapterTooLargeError(mostBytes);
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof AdapterTooLargeError) throw cause;
    if (isMissing(cause)) throw new AdapterUnknownError(await existing?.(), { cause });
    throw new AdapterInvalidError("cannot be read", { cause });
  }
  return parseAdapter(text);
}

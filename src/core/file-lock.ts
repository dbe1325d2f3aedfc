import { open } from "node:fs/promises";
import { tryLock } from "fs-native-extensions";

/**
 * An exclusive kernel lock on a file, across processes; the file is made if it is not there, and stays. The lock ends with the process
 * that holds it, however that ends, so a killed one never leaves a stale lock.
 * @returns null at once while another holds it
 */
export async function lockFile(path: string): Promise<AsyncDisposable | null> {
  const file = await open(path, "a+");
  if (tryLock(file.fd)) return { [Symbol.asyncDispose]: () => file.close() };
  await file.close();
  return null;
}

import { open } from "node:fs/promises";
import { zipBytes } from "./zip-bytes.ts";

/**
 * A torch file with a storage "1" of that many bytes, all of them holes but those at `at`, which are 1, 2, 3 and so on.
 * Positions in the archive: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
 */
export async function writeSparseTorchFile(
  path: string,
  pickle: Uint8Array,
  { at, sizeBytes }: { readonly at: readonly number[]; readonly sizeBytes: number },
): Promise<void> {
  const name = "archive/data/1";
  const zip = zipBytes([
    { name: "archive/data.pkl", data: pickle },
    { name: "archive/version", data: Buffer.from("3\n") },
    { name, data: new Uint8Array() },
  ]);
  const end = zip.length - 22;
  const directory = zip.readUInt32LE(end + 16);
  const local = directory - name.length - 30;
  const central = zip.lastIndexOf(Buffer.from("PK\u0001\u0002"));
  for (const field of [local + 18, local + 22, central + 20, central + 24]) zip.writeUInt32LE(sizeBytes, field);
  zip.writeUInt32LE(directory + sizeBytes, end + 16);
  const file = await open(path, "w");
  try {
    await file.write(zip.subarray(0, directory), 0, directory, 0);
    for (const [i, position] of at.entries()) await file.write(Uint8Array.of(i + 1), 0, 1, directory + position);
    await file.write(zip.subarray(directory), 0, zip.length - directory, directory + sizeBytes);
  } finally {
    await file.close();
  }
}

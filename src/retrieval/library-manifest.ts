import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeWhole } from "../core/write-whole.ts";
import { EncoderId } from "../encoders/contract.ts";
import { LibraryDamagedError } from "./errors.ts";

/** `library.json`: what a library's vectors are. Written with the first pairs, and when another encoder's vectors take their place. */
const LibraryManifest = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  encoder: EncoderId,
  dimensions: z.int().positive(),
  createdAt: z.iso.datetime(),
  /** Name of the table that holds the pairs; absent: `pairs`. */
  table: z
    .string()
    .regex(/^pairs-[0-9a-f]{8}$/)
    .optional(),
});
export type LibraryManifest = z.output<typeof LibraryManifest>;

const fileName = "library.json";

/** The manifest of a library folder; null when there is none, so no library. @throws {LibraryDamagedError} */
export async function readManifest(folder: string): Promise<LibraryManifest | null> {
  let text: string;
  try {
    text = await readFile(join(folder, fileName), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw error;
  }
  try {
    return LibraryManifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new LibraryDamagedError("manifest is unreadable", { cause });
  }
}

/** Writes the manifest, whole or not at all. @throws {DiskFullError} */
export async function writeManifest(folder: string, manifest: LibraryManifest): Promise<void> {
  await writeWhole(join(folder, fileName), `${JSON.stringify(manifest, null, 2)}\n`);
}

export async function removeManifest(folder: string): Promise<void> {
  await rm(join(folder, fileName), { force: true });
}

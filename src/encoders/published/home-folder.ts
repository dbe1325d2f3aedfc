import { mkdir } from "node:fs/promises";
import { isDiskFull } from "../../core/errors.ts";
import { HomeFolderError } from "./errors.ts";

/** Makes a folder of the home where it is not there yet. @throws {HomeFolderError} for a file in its place, or one that may not be written */
export async function makeHomeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw isDiskFull(cause) ? cause : new HomeFolderError({ cause });
  });
}

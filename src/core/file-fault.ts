import { constants } from "node:fs";
import { access, lstat, stat } from "node:fs/promises";
import { errorCodeOf } from "./errors.ts";

/**
 * Why a path is no plain file that can be read. `dangling`: a link to nothing; `special`: a pipe, a socket or a device, which
 * opening or reading would wait for; `forbidden`: this user may not read it.
 */
export type FileFault = "missing" | "dangling" | "folder" | "special" | "forbidden" | "unreadable";

/** Null for a plain file that can be read. Nothing is opened. */
export async function fileFault(path: string): Promise<FileFault | null> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return "folder";
    if (!found.isFile()) return "special";
    await access(path, constants.R_OK);
    return null;
  } catch (error) {
    return faultOf(errorCodeOf(error), path);
  }
}

async function faultOf(code: string | null, path: string): Promise<FileFault> {
  if (code === "ENOTDIR") return "missing";
  if (code === "EACCES" || code === "EPERM") return "forbidden";
  if (code !== "ENOENT") return "unreadable";
  return lstat(path).then(
    () => "dangling",
    () => "missing",
  );
}

/** Continues "… that" or "It". */
export const faultInWords: Readonly<Record<FileFault, string>> = {
  missing: "is not there",
  dangling: "is a link to a file that is not there",
  folder: "is a folder",
  special: "is a pipe, a socket or a device and no plain file",
  forbidden: "may not be read by this user",
  unreadable: "cannot be read",
};

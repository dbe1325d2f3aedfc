import { realpath } from "node:fs/promises";
import { basename, isAbsolute, relative, resolve, sep } from "node:path";

/** One manifest or table of a source. */
export interface SourcePart {
  readonly path: string;
  /** The source's folder: its name is the source's. */
  readonly base: string;
  /** The split that the part's folder is named for. */
  readonly partition: string | null;
}

/** A folder that image paths start from and must stay in. */
export interface SourceFolder {
  readonly path: string;
  /** Its real path, for symbolic links. */
  readonly realPath: string;
  /** The source's name. */
  readonly name: string;
  /** The source's name and the way from there to this folder: rows are named by it, with `/`. */
  readonly prefix: string;
}

/** @param base the source's folder; @default the folder itself */
export async function openFolder(path: string, base = path): Promise<SourceFolder> {
  const full = resolve(path);
  const name = basename(resolve(base));
  const way = relative(resolve(base), full);
  const prefix = way === "" || leaves(resolve(base), full) ? name : `${name}/${way.replaceAll(sep, "/")}`;
  return { path: full, realPath: await realpath(full), name, prefix };
}

/** True for a path that is not below the folder. */
export function leaves(folder: string, path: string): boolean {
  const between = relative(folder, path);
  return between === "" || between === ".." || between.startsWith(`..${sep}`) || isAbsolute(between);
}

import { readFile } from "node:fs/promises";
import { z } from "zod";

const Package = z.object({ version: z.string() });

/** Version of a package, by its package.json. */
export async function readVersion(path: string): Promise<string> {
  return Package.parse(JSON.parse(await readFile(path, "utf8"))).version;
}

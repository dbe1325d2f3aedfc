import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SourceRow } from "../../../src/retrieval/contract.ts";
import { readSource, type SourceOptions } from "../../../src/retrieval/sources/read-source.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A folder named `set` with these files. Sources never read an image, so an image's bytes are any. */
export async function makeSet(files: Readonly<Record<string, string>>): Promise<string> {
  const set = join(await temporaryFolder(), "set");
  await mkdir(set);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(set, name)), { recursive: true });
    await writeFile(join(set, name), content);
  }
  return set;
}

export async function readAll(path: string, options: Partial<SourceOptions> = {}): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const row of readSource(path, { format: "auto", ...options })) rows.push(row);
  return rows;
}

/** A row in short: its name, and its facts that are not null, or its code. */
export function inShort(row: SourceRow) {
  if (row.kind === "bad") return [row.source, row.code];
  const { source, ...facts } = row.facts;
  return [row.source, Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null))];
}

export const lines = (...rows: readonly unknown[]) =>
  rows.map((row) => `${typeof row === "string" ? row : JSON.stringify(row)}\n`).join("");

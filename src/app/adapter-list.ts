import { join } from "node:path";
import { AppError } from "../core/errors.ts";
import type { Encoding } from "../encoders/encoding.ts";
import { createAdapterClassifier } from "../zeroshot/adapters/classify-with-adapter.ts";
import type { AdapterMethod } from "../zeroshot/adapters/contract.ts";
import { readAdapter } from "../zeroshot/adapters/read-adapter.ts";

/** An adapter of the home: what it was fitted to, or why it cannot be used with the encoder in use. */
export type AdapterSummary =
  | {
      readonly name: string;
      readonly usable: true;
      readonly method: AdapterMethod;
      readonly classes: readonly string[];
      /** Images that it was fitted to. */
      readonly n: number;
      readonly cases: number;
      /** The folders' names, never their paths. */
      readonly data: string;
      /** ISO 8601, UTC. */
      readonly createdAt: string;
    }
  | { readonly name: string; readonly usable: false; readonly code: string; readonly reason: string };

/** Names that may be asked for: no path leads out of the folder by one. */
export const adapterName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** One after the other: a file may hold 32 MB. @param names of files of the folder, without `.json` */
export async function listAdapters(
  folder: string,
  names: readonly string[],
  encoding: Encoding,
): Promise<readonly AdapterSummary[]> {
  const found: AdapterSummary[] = [];
  for (const name of names.filter((each) => adapterName.test(each)))
    found.push(await summaryOf(name, join(folder, `${name}.json`), encoding));
  return found;
}

async function summaryOf(name: string, path: string, encoding: Encoding): Promise<AdapterSummary> {
  try {
    const stored = await readAdapter(path);
    createAdapterClassifier(stored, encoding); // refuses one that is of other vectors
    const { head, classes, fittedOn } = stored.adapter;
    const { cases, data, createdAt } = fittedOn;
    const n = classes.reduce((sum, each) => sum + each.n, 0);
    return {
      name,
      usable: true,
      method: head.method,
      classes: classes.map((each) => each.name),
      n,
      cases,
      data,
      createdAt,
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { name, usable: false, code: error.code, reason: error.message };
  }
}

import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { once } from "../core/once.ts";
import { removeLeftovers } from "../core/staging.ts";
import { writeWhole } from "../core/write-whole.ts";
import { type AskResult, parseAskResult } from "./ask-result.ts";
import { AnswerDamagedError, ExplanationUnknownError } from "./conversation-errors.ts";
import { type ScanRef, ScanRefDocument } from "./scan-ref.ts";

/** An answer as it is kept: with what it takes to gather its evidence again. */
export interface StoredAnswer {
  readonly createdAt: string;
  /** As it was typed. */
  readonly question: string;
  /** Where the scan was. Stays in the home: no reply and no prompt holds it. */
  readonly scan: ScanRef;
  readonly k: number;
  readonly result: AskResult;
}

/** The stored answers of a home, one file each. */
export interface AnswerStore {
  /** @throws {DiskFullError} */
  add(answer: StoredAnswer): Promise<void>;
  /** @throws {ExplanationUnknownError | AnswerDamagedError} */
  get(id: string): Promise<StoredAnswer>;
  delete(id: string): Promise<void>;
}

const Document = z.object({
  createdAt: z.iso.datetime(),
  question: z.string(),
  scan: ScanRefDocument,
  k: z.int().positive(),
  result: z.unknown(),
});

/** @param folder `<home>/answers` */
export function createAnswerStore(folder: string): AnswerStore {
  function pathOf(id: string): string {
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) throw new ExplanationUnknownError();
    return join(folder, `${id}.json`);
  }
  const sweep = once(() => removeLeftovers(folder));
  return {
    async add(answer) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await sweep();
      await writeWhole(pathOf(answer.result.id), `${JSON.stringify(answer, null, 2)}\n`);
    },
    async get(id) {
      const text = await readFile(pathOf(id), "utf8").catch(() => {
        throw new ExplanationUnknownError();
      });
      try {
        const document = Document.parse(JSON.parse(text));
        return { ...document, result: parseAskResult(document.result) };
      } catch (cause) {
        throw new AnswerDamagedError({ cause });
      }
    },
    delete: (id) => rm(pathOf(id), { force: true }),
  };
}

import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ReportPromptsError } from "./errors.ts";

const Group = z.strictObject({
  why: z.string().min(1),
  words: z.array(z.string().min(1)).default([]),
  /** Regular expressions. */
  patterns: z.array(z.string().min(1)).default([]),
});

/** `words/sentences.json`: which sentences of other patients' reports are never quoted, and which only when nothing better is there. */
const SentenceWordsFile = z.strictObject({
  id: z.string(),
  version: z.int().positive(),
  source: z.string(),
  leftOut: z.record(z.string(), Group),
  lessWanted: z.record(z.string(), Group),
});

export interface SentenceWords {
  /** Why a sentence must not be quoted: a group's name, as `devices`. Null: it may be. */
  whyLeftOut(sentence: string): string | null;
  /** How many groups of less wanted things it holds. */
  lessWanted(sentence: string): number;
}

/** @throws {ReportPromptsError} */
export async function readSentenceWords(path: string): Promise<SentenceWords> {
  try {
    const { leftOut, lessWanted } = SentenceWordsFile.parse(JSON.parse(await readFile(path, "utf8")));
    const [never, rather] = [leftOut, lessWanted].map((groups) =>
      Object.entries(groups).map(([name, group]) => ({ name, pattern: patternOf(group) })),
    );
    return {
      whyLeftOut: (sentence) => never.find(({ pattern }) => pattern.test(sentence))?.name ?? null,
      lessWanted: (sentence) => rather.filter(({ pattern }) => pattern.test(sentence)).length,
    };
  } catch (cause) {
    throw new ReportPromptsError({ cause });
  }
}

/** Whole words, whatever their case. */
function patternOf({ words, patterns }: z.output<typeof Group>): RegExp {
  const escaped = words.map((word) => `(?<![\\p{L}\\p{N}])${escapeWord(word)}(?![\\p{L}\\p{N}])`);
  return new RegExp([...escaped, ...patterns].join("|"), "iu");
}

function escapeWord(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ChatPromptError } from "./errors.ts";

const RephrasingsFile = z.strictObject({
  id: z.string(),
  version: z.int().positive(),
  source: z.string(),
  forms: z.array(
    z.strictObject({
      name: z.string(),
      /** Regular expressions on the question without its mark, whatever its case; `x` is what it asks about. */
      patterns: z.array(z.string().includes("(?<x>")).min(1),
      wordings: z.array(z.string().includes("{x}")).min(1),
    }),
  ),
  /** Wordings of every question. */
  any: z.array(z.string().includes("{q}")).min(1),
});
export type Rephrasings = z.output<typeof RephrasingsFile>;

/** @throws {ChatPromptError} */
export async function readRephrasings(path: string): Promise<Rephrasings> {
  try {
    const file = RephrasingsFile.parse(JSON.parse(await readFile(path, "utf8")));
    for (const { patterns } of file.forms) for (const pattern of patterns) new RegExp(pattern, "u");
    return file;
  } catch (cause) {
    throw new ChatPromptError({ cause });
  }
}

/** The same question in other words, by fixed forms; the question itself is not among them. */
export function rephrase(question: string, { forms, any }: Rephrasings): readonly string[] {
  const plain = question
    .trim()
    .replace(/\s+/g, " ")
    .replace(/[?.!\s]+$/, "");
  const found = forms.flatMap(({ patterns, wordings }) => {
    const x = patterns
      .map((pattern) => new RegExp(pattern, "iu").exec(plain)?.groups?.x)
      .find((each) => each !== undefined);
    return x === undefined ? [] : [wordings.map((wording) => wording.replace("{x}", () => x))];
  })[0];
  const all = [...(found ?? []), ...any.map((wording) => wording.replace("{q}", () => plain))];
  const same = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  return all.filter(
    (text, i) => same(text) !== same(question) && all.findIndex((other) => same(other) === same(text)) === i,
  );
}

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { sha256Hex } from "../core/sha256.ts";
import { type RouteWords, readRouteWords } from "./route-words.ts";

const Terms = z.array(z.string().min(1)).min(1);
const Kind = z.strictObject({ name: z.string(), terms: Terms });
const Organ = z.strictObject({ name: z.string(), short: z.string(), terms: Terms });

/** The words by which questions are understood: prompts/chat/question-terms.json. */
const QuestionTerms = z.strictObject({
  id: z.string(),
  version: z.int(),
  source: z.string(),
  /** By the gate's kinds. */
  kinds: z.record(z.string(), Kind),
  unknownKinds: Terms,
  /** By the organ probe's names; `other` gathers parts that it cannot tell. */
  organs: z.record(z.string(), Organ),
  cues: z.strictObject({ kind: Terms, organ: Terms, subtype: Terms, describe: Terms }),
  /** What there are subtypes of, and the prompt sets that tell them apart: cells are none of a tissue's classes. */
  subtypes: z.array(z.strictObject({ terms: Terms, sets: Terms })),
  emptyWords: Terms,
  /** Words of a question that "yes" answers with "nothing is wrong". */
  normalWords: Terms,
  /** A concept is one or several classes of a prompt set: its share is the sum of theirs. */
  concepts: z.array(z.strictObject({ set: z.string(), classes: Terms, terms: Terms })),
});
/** The words of both files; `sha256` is that of this one's text. */
export type QuestionTerms = z.output<typeof QuestionTerms> & { readonly routes: RouteWords; readonly sha256: string };
export type ConceptTerm = QuestionTerms["concepts"][number];

/** Reads them, and `routes.json` beside them. @throws {z.ZodError} when the shipped files are not what the program expects */
export async function readQuestionTerms(path: string): Promise<QuestionTerms> {
  const text = await readFile(path, "utf8");
  const routes = await readRouteWords(join(dirname(path), "routes.json"));
  return { ...QuestionTerms.parse(JSON.parse(text)), routes, sha256: sha256Hex(text) };
}

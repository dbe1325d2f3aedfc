import { readFile } from "node:fs/promises";
import { z } from "zod";

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
export type QuestionTerms = z.output<typeof QuestionTerms>;
export type ConceptTerm = QuestionTerms["concepts"][number];

/** @throws {z.ZodError} when the shipped file is not what the program expects */
export async function readQuestionTerms(path: string): Promise<QuestionTerms> {
  return QuestionTerms.parse(JSON.parse(await readFile(path, "utf8")));
}

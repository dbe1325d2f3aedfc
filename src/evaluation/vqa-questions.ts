import { join, resolve } from "node:path";
import { z } from "zod";
import { readJsonLines } from "../retrieval/sources/json-lines.ts";
import { QuestionsUnreadableError } from "./errors.ts";

const QuestionLine = z.object({
  file: z.string().min(1),
  question: z.string().trim().min(1),
  answer: z.union([z.string(), z.number()]).transform(String),
  answer_type: z.string().transform((type, context) => {
    const known = type.trim().toUpperCase();
    if (known === "CLOSED" || known === "OPEN") return known;
    context.addIssue({ code: "custom", message: "CLOSED or OPEN" });
    return z.NEVER;
  }),
  partition: z.string().nullish(),
});

/** A question about an image, with the answer wanted. */
export interface VqaQuestion {
  readonly imagePath: string;
  readonly question: string;
  readonly answer: string;
  readonly closed: boolean;
  /** Null where the line names none: then the image's row does. */
  readonly partition: string | null;
}

/** The questions of a folder's `vqa.jsonl`. @throws {QuestionsUnreadableError} which names a bad line by its number alone */
export async function readVqaQuestions(folder: string): Promise<readonly VqaQuestion[]> {
  const questions: VqaQuestion[] = [];
  try {
    for await (const line of readJsonLines(join(folder, "vqa.jsonl"))) {
      const parsed = line.kind === "bad" ? null : QuestionLine.safeParse(line.value);
      if (!parsed?.success) throw new QuestionsUnreadableError(`cannot be used from line ${line.line} on`);
      const { file, question, answer, answer_type, partition = null } = parsed.data;
      const imagePath = resolve(folder, file);
      questions.push({ imagePath, question, answer, closed: answer_type === "CLOSED", partition });
    }
  } catch (cause) {
    throw cause instanceof QuestionsUnreadableError ? cause : new QuestionsUnreadableError("cannot be read", { cause });
  }
  return questions;
}

import { z } from "zod";
import type { LoadedCard } from "./card.ts";
import type { SpokenFrom } from "./contract.ts";
import { QuestionHeadError } from "./errors.ts";
import { readModelText } from "./model-file.ts";

const Part = z.number().min(0).max(1);
const ClosedRule = z.object({
  /** Divides the logit of yes against no; fitted on partition calibration. */
  temperature: z.number().positive(),
  /** The same for the twin. */
  questionOnlyTemperature: z.number().positive(),
  /** Null, as `calibrationRight`: at no share was it right often enough. */
  shareAtLeast: Part.nullable(),
  calibrationRight: Part.nullable(),
  calibrationN: z.int().nonnegative(),
  words: z.array(z.string()),
});

/** What the outputs of the question head and its twin stand for, and when it may speak: training/mini/question_head.py writes it. */
const QuestionAnswers = z.object({
  /** By index of `answer_logits`. */
  answers: z.tuple([z.literal("yes"), z.literal("no")], z.string()),
  /** By index of `kind_logits`. */
  kinds: z.array(z.string()).min(1),
  /** Only the kinds of question at which the head beat its twin. */
  closed: z.record(z.string(), ClosedRule),
  answerableAtLeast: Part,
});
export type QuestionAnswers = z.output<typeof QuestionAnswers>;
export type ClosedRule = z.output<typeof ClosedRule>;

/** Null: it may not speak, whatever the share. */
export function spokenFrom({ shareAtLeast, calibrationRight, calibrationN }: ClosedRule): SpokenFrom | null {
  if (shareAtLeast === null || calibrationRight === null || calibrationN === 0) return null;
  return { shareAtLeast, right: calibrationRight, n: calibrationN };
}

/** The kinds of question for which the head may speak. */
export function spokenKinds({ closed }: QuestionAnswers): readonly string[] {
  return Object.keys(closed).filter((kind) => spokenFrom(closed[kind]) !== null);
}

/** @throws {QuestionHeadError | ModelFileError} */
export async function readQuestionAnswers(loaded: LoadedCard, name: string): Promise<QuestionAnswers> {
  const text = await readModelText(loaded, name);
  const parsed = QuestionAnswers.safeParse(parseJson(text));
  if (!parsed.success)
    throw new QuestionHeadError(`lists answers that do not fit the schema at ${parsed.error.issues[0].path.join(".")}`);
  const { kinds, closed } = parsed.data;
  if (Object.keys(closed).some((kind) => !kinds.includes(kind)))
    throw new QuestionHeadError("has a rule for a kind of question that it does not know");
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new QuestionHeadError("lists answers that are not JSON", { cause });
  }
}

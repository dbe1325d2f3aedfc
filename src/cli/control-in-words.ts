import type { Recalled } from "../app/contract.ts";
import type { AnswerControl } from "../app/control-contract.ts";
import { controlVerdict } from "../app/control-verdict.ts";
import type { Output } from "./output.ts";

/** What became of an answer when its question was asked otherwise. */
export function controlInWords(control: AnswerControl, recalled: Recalled, { style }: Output): string {
  const { answers, sentences } = control;
  const before =
    recalled.kind === "answer"
      ? [
          `${style("bold", "Question:")} ${recalled.question}`,
          `${style("bold", "Answer:")} ${recalled.answer.answer}`,
          "",
        ]
      : [];
  return [
    ...before,
    style("bold", controlVerdict(control)),
    ...answers.map(
      ({ question, answer, same }) => `${same ? "same" : style("yellow", "other")}  ${question}\n      ${answer}`,
    ),
    ...(sentences.length > 0 ? ["", style("bold", "Said again in")] : []),
    ...sentences.map(({ text, agreeing }) => `${agreeing} of ${answers.length}  ${text}`),
  ].join("\n");
}

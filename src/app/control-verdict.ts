import type { AnswerControl } from "./control-contract.ts";

/** What a control found, in one sentence. */
export function controlVerdict({ kind, answers, same }: Pick<AnswerControl, "kind" | "answers" | "same">): string {
  const of = answers.length;
  switch (kind) {
    case "blank":
      return same === of
        ? "Without the image it says the same: the image added nothing to the bare answer."
        : "Without the image it says something else: the answer rests on the image.";
    case "rephrased":
      return same === of
        ? `In all of ${of} other wordings the bare answer is the same.`
        : `In ${of - same} of ${of} other wordings the bare answer is another: it hangs on the words of the question.`;
    case "samples":
      return `In ${same} of ${of} further samples the bare answer is the same.`;
    default:
      return kind satisfies never;
  }
}

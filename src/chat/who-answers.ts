import type { Question } from "./question.ts";

export type Answerer = "concept" | "subtype" | "kind and organ" | "kind" | "organ" | "everything" | "similar cases";

/**
 * Who answers a question. This scan's scores answer only what was understood to the last word: "is the tumour compressing the
 * brainstem?" must not be answered by whether there is a tumour.
 */
export function whoAnswers(question: Question): Answerer {
  const { form, cue, understood } = question;
  const concepts = question.concepts.length > 0;
  const kinds = question.kinds.length > 0;
  const organs = question.organs.length > 0;
  if (question.negated && form !== "closed") return "similar cases"; // "what is not shown?"
  if (understood && concepts) return form === "closed" ? "concept" : "subtype";
  if (understood && form !== "closed") {
    if (cue === "subtype" || cue === "organ" || cue === "kind") return cue;
    if (form === "choice") return kinds ? "kind" : "organ";
  }
  if (understood && form === "closed") {
    if (kinds && organs) return question.identity ? "kind and organ" : "similar cases";
    if (kinds) return "kind"; // an image is of a kind, it does not show one
    if (organs && (question.identity || cue === "organ")) return "organ";
  }
  return cue === "describe" && form === "open" ? "everything" : "similar cases";
}

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
  // Yes or no is said of one thing: not of "a CT and not an MRI", nor of "cancer and not benign".
  if (form === "closed" && (question.kinds.length > 1 || question.organs.length > 1)) return "similar cases";
  if (understood && concepts) {
    if (form !== "closed") return "subtype";
    return question.sole.length > 0 ? "concept" : "similar cases";
  }
  if (understood && form !== "closed") {
    if (cue === "subtype" || cue === "organ" || cue === "kind") return cue;
    if (form === "choice" && kinds !== organs) return kinds ? "kind" : "organ"; // not "a chest CT or a brain MRI"
  }
  if (understood && form === "closed") {
    if (kinds && organs) return question.identity ? "kind and organ" : "similar cases";
    if (kinds) return "kind"; // an image is of a kind, it does not show one
    if (organs && (question.identity || cue === "organ")) return "organ";
  }
  return cue === "describe" && form === "open" ? "everything" : "similar cases";
}

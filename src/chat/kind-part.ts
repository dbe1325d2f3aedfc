import { cite, type EvidenceList } from "./evidence-list.ts";
import { abstained, answered, type Part } from "./part.ts";
import type { Question } from "./question.ts";
import type { QuestionTerms } from "./question-terms.ts";
import { type ScanScores, scoreInWords } from "./scan-scores.ts";

/** The bare answer for a kind of the gate: "X-ray", "CT", "MRI". */
export function shortKind(kind: string, { kinds }: QuestionTerms): string {
  return kinds[kind]?.name.replace(/^an? /, "") ?? kind;
}

/** "What kind of image is this?", "is this a CT?", "CT or MRI?" */
export function kindPart(
  question: Question,
  scores: ScanScores | null,
  list: EvidenceList,
  terms: QuestionTerms,
): Part {
  if (!scores) return abstained("This encoder cannot tell kinds of image apart.");
  const evidence = list.add(scores.evidence);
  const citations = [cite(evidence, scoreInWords(scores.top))];
  if (!scores.sure) {
    return abstained("The image is not clearly of a kind that the encoder knows.", [
      { text: `Of the kinds that the encoder knows, ${shortKind(scores.top.name, terms)} comes nearest.`, citations },
    ]);
  }
  const name = terms.kinds[scores.top.name]?.name ?? scores.top.name;
  const sentence = { text: `This image looks like ${name}.`, citations };
  if (question.form === "closed" && question.kinds.length > 0) {
    const named = question.kinds.includes(scores.top.name);
    return answered([sentence], named !== question.negated ? "yes" : "no");
  }
  if (question.form === "choice" && question.kinds.length > 0 && !question.kinds.includes(scores.top.name)) {
    return abstained("It looks like none of the kinds that the question names.", [sentence]);
  }
  return answered([sentence], shortKind(scores.top.name, terms));
}

import { cite, type EvidenceList } from "./evidence-list.ts";
import { abstained, answered, type Part } from "./part.ts";
import type { Question } from "./question.ts";
import type { QuestionTerms } from "./question-terms.ts";
import { type ScanScores, scoreInWords } from "./scan-scores.ts";

/** The part of the body that a kind of image shows by what it is. */
const organOfKind: Readonly<Record<string, string>> = { fundus: "retina", "blood smear": "blood" };

export interface OrganFinding {
  /** A key of the terms' organs. */
  readonly organ: string;
  readonly scores: ScanScores;
}

/** The part of the body that the scan's own scores show clearly, or null. */
export function findOrgan(kind: ScanScores | null, organ: ScanScores | null): OrganFinding | null {
  if (!kind?.sure) return null;
  const implied = organOfKind[kind.top.name];
  if (implied !== undefined) return { organ: implied, scores: kind };
  return organ?.sure ? { organ: organ.top.name, scores: organ } : null;
}

/** "What organ is shown?", "is this the chest?" */
export function organPart(
  question: Question,
  found: OrganFinding | null,
  list: EvidenceList,
  terms: QuestionTerms,
): Part {
  if (!found) return abstained("The scan's own scores do not show clearly which part of the body this is.");
  const evidence = list.add(found.scores.evidence);
  const { name, short } = terms.organs[found.organ] ?? { name: found.organ, short: found.organ };
  const sentence = { text: `This image shows ${name}.`, citations: [cite(evidence, scoreInWords(found.scores.top))] };
  if (question.organs.includes("other"))
    return abstained("The model cannot tell the part of the body that the question names.", [sentence]);
  if (question.organs.length === 0) return answered([sentence], short);
  const named = question.organs.includes(found.organ);
  if (question.form === "closed") return answered([sentence], named !== question.negated ? "yes" : "no");
  return named
    ? answered([sentence], short)
    : abstained("It shows none of the parts that the question names.", [sentence]);
}

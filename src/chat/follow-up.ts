import { readQuestion } from "./question.ts";
import type { QuestionTerms } from "./question-terms.ts";
import { readRoute } from "./route.ts";
import { askedOfSide } from "./side-follow-up.ts";
import { whoAnswers } from "./who-answers.ts";

const fragment = /^(?:and|or|but|what about|how about|and what about)\s+(?:(?:what|how) about\s+)?(.+?)[\s?.!]*$/i;
const pronoun = /\b(?:it|that|this one|they|them)\b/i;

/**
 * Makes a follow-up a question that stands alone, where words tell how: "and a meningioma?" after "is there a glioma?" is "is there a
 * meningioma?"; "how large is it?" after it is "how large is the glioma?"; "and on the left?" asks the same of the left. Anything else
 * stays as it was typed.
 * @param before earlier questions of the session, oldest first, already standing alone
 */
export function readFollowUp(text: string, before: readonly string[], terms: QuestionTerms): string {
  if (before.length === 0) return text;
  const sideAsked = askedOfSide(fragment.exec(text.trim())?.[1] ?? text.trim(), lastOfContent(before, terms));
  if (sideAsked !== null) return sideAsked;
  const topic = lastConcept(before, terms);
  const piece = fragment.exec(text.trim())?.[1];
  if (piece !== undefined && !/^(?:is|are|was|does|do|did|can|what|which|where|how|who)\b/i.test(piece)) {
    return completed(piece, before, topic, terms);
  }
  const plain = text.trim().replace(/^(?:and|but|so)\s+/i, "");
  const { understood, concepts, kinds, organs } = readQuestion(plain, terms);
  const named = concepts.length + kinds.length + organs.length > 0;
  if (topic !== null && !named && !understood && pronoun.test(plain)) {
    return plain.replace(pronoun, `the ${topic}`);
  }
  return plain;
}

/** A fragment takes the form of the question before it. */
function completed(piece: string, before: readonly string[], topic: string | null, terms: QuestionTerms): string {
  const { concepts, kinds, organs } = readQuestion(piece, terms);
  const last = readQuestion(before[before.length - 1], terms);
  const bare = piece.replace(/^(?:a|an|the)\s+/i, "");
  if (concepts.length > 0 && topic !== null) return `Is there ${piece}?`;
  if (kinds.length > 0 && last.kinds.length > 0) return `Is this ${piece}?`;
  if (organs.length > 0 && last.organs.length > 0) return `Is this the ${bare}?`;
  if (concepts.length + kinds.length + organs.length === 0 && topic !== null)
    return `What is the ${bare} of the ${topic}?`;
  return `What about ${piece}?`;
}

function lastConcept(before: readonly string[], terms: QuestionTerms): string | null {
  for (const text of [...before].reverse()) {
    const [concept] = readQuestion(text, terms).concepts;
    if (concept) return concept.terms[0];
  }
  return null;
}

/** The last question, but for those about the kind of image: no side is asked of that. */
function lastOfContent(before: readonly string[], terms: QuestionTerms): string {
  const ofContent = before.findLast((each) => whoAnswers(readQuestion(each, terms)) !== "kind");
  return ofContent ?? before[before.length - 1];
}

/** A question of a session as it stands alone; null for what asks nothing of the scan: "why?", "draft a report". */
export function standingAlone(text: string, before: readonly string[], terms: QuestionTerms): string | null {
  return readRoute(text, terms.routes).kind === "question" ? readFollowUp(text, before, terms) : null;
}

import { readQuestion } from "./question.ts";
import type { QuestionTerms } from "./question-terms.ts";

/** What was typed, in the light of the question before it. */
export type FollowUp =
  | { readonly kind: "question"; readonly text: string }
  /** "Why?": what the last answer rests on. */
  | { readonly kind: "why" };

const why =
  /^(?:(?:but|and|so) )?(?:why(?: (?:is that|so|not|do you (?:think|say)(?: so| that)?))?|how come|how do you know(?: that| this)?|how so|what makes you (?:think|say) (?:so|that)|what is that based on)[\s?.!]*$/i;
const fragment = /^(?:and|or|but|what about|how about|and what about)\s+(?:(?:what|how) about\s+)?(.+?)[\s?.!]*$/i;
const pronoun = /\b(?:it|that|this one|they|them)\b/i;

/**
 * Makes a follow-up a question that stands alone, where words tell how: "and a meningioma?" after "is there a glioma?" is "is there a
 * meningioma?"; "how large is it?" after it is "how large is the glioma?". Anything else stays as it was typed.
 * @param before earlier questions of the session, oldest first, already standing alone
 */
export function readFollowUp(text: string, before: readonly string[], terms: QuestionTerms): FollowUp {
  if (before.length === 0) return { kind: "question", text };
  if (why.test(text.trim())) return { kind: "why" };
  const topic = lastConcept(before, terms);
  const piece = fragment.exec(text.trim())?.[1];
  if (piece !== undefined && !/^(?:is|are|was|does|do|did|can|what|which|where|how|who)\b/i.test(piece)) {
    return { kind: "question", text: completed(piece, before, topic, terms) };
  }
  const plain = text.trim().replace(/^(?:and|but|so)\s+/i, "");
  const { understood, concepts, kinds, organs } = readQuestion(plain, terms);
  const named = concepts.length + kinds.length + organs.length > 0;
  if (topic !== null && !named && !understood && pronoun.test(plain)) {
    return { kind: "question", text: plain.replace(pronoun, `the ${topic}`) };
  }
  return { kind: "question", text: plain };
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

/** A question of a session as it stands alone; null for "why?", which asks nothing new. */
export function standingAlone(text: string, before: readonly string[], terms: QuestionTerms): string | null {
  const follow = readFollowUp(text, before, terms);
  return follow.kind === "question" ? follow.text : null;
}

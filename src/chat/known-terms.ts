import type { QuestionTerms } from "./question-terms.ts";

/**
 * The words as an encoder can answer them: a kind of image that its gate does not know counts as unknown, and a concept of a
 * prompt set that is not asked of it is no concept.
 */
export function termsKnownTo(
  terms: QuestionTerms,
  { kinds, sets }: { readonly kinds: readonly string[]; readonly sets: readonly string[] },
): QuestionTerms {
  const entries = Object.entries(terms.kinds);
  const foreign = entries.filter(([kind]) => !kinds.includes(kind)).flatMap(([, kind]) => kind.terms);
  return {
    ...terms,
    kinds: Object.fromEntries(entries.filter(([kind]) => kinds.includes(kind))),
    unknownKinds: [...foreign, ...terms.unknownKinds],
    concepts: terms.concepts.filter(({ set }) => sets.includes(set)),
  };
}

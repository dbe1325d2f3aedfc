import type { ScoreEvidence } from "./contract.ts";
import type { QuestionTerms } from "./question-terms.ts";
import type { ClaimName } from "./score-claims.ts";

/** How the classes of a score may be written: by their own names, and by the words by which questions name them, alone or together. */
export function claimNamesOf({ question, scores }: ScoreEvidence, terms: QuestionTerms): readonly ClaimName[] {
  const known = scores.map(({ name }) => name);
  const wordsOfClass = (name: string) => [
    name.toLowerCase(),
    ...(terms.kinds[name]
      ? [terms.kinds[name].name.replace(/^an? /, "").toLowerCase(), ...terms.kinds[name].terms]
      : []),
    ...(terms.organs[name] ? [terms.organs[name].short, ...terms.organs[name].terms] : []),
  ];
  return [
    ...known.map((name) => ({ words: wordsOfClass(name), classes: [name] })),
    ...terms.concepts
      .filter(({ set, classes }) => set === question && classes.some((name) => known.includes(name)))
      .map(({ terms: words, classes }) => ({ words, classes: classes.filter((name) => known.includes(name)) })),
  ];
}

/** Groups of words that mean the same, by the word lists by which questions are read. */
export function synonymsOf({ kinds, organs, concepts }: QuestionTerms): readonly (readonly string[])[] {
  return [
    ...Object.entries(kinds).map(([kind, { name, terms }]) => [
      kind,
      name.replace(/^an? /, "").toLowerCase(),
      ...terms,
    ]),
    ...Object.entries(organs).map(([organ, { short, terms }]) => [organ, short, ...terms]),
    ...concepts.map(({ classes, terms }) =>
      classes.length === 1 ? [...classes.map((each) => each.toLowerCase()), ...terms] : terms,
    ),
  ];
}

/** Regular expressions of whole words, whatever their case, by which a text denies something. */
export interface DenialWords {
  /** Look like denials and are none: "no interval change". */
  readonly notDenials: readonly string[];
  readonly denialsBefore: readonly string[];
  readonly denialsAfter: readonly string[];
  readonly clauseEnds: readonly string[];
}

export interface DenialRules {
  /** The clauses of a text, each of which denies for itself, without what only looks like a denial. */
  clausesOf(text: string): readonly string[];
  /** Whether a clause denies what stands in it from one character to another. */
  isDenied(clause: string, from: number, to: number): boolean;
}

/**
 * A clause ends with a sentence, a semicolon or a word like "but". A word that denies before a name in its clause, or a phrase that denies
 * after it, denies the name. What is called possible is affirmed. After NegEx, Chapman et al. 2001, without its limit of words.
 */
export function createDenialRules(words: DenialWords): DenialRules {
  const [notDenials, clauseEnds] = [wholeWords(words.notDenials), wholeWords(words.clauseEnds)];
  const [before, after] = [wholeWords(words.denialsBefore), wholeWords(words.denialsAfter)];
  return {
    clausesOf: (text) =>
      text.split(/[.;!?\n](?=\s|$)|;/).flatMap((sentence) => sentence.replace(notDenials, " ").split(clauseEnds)),
    isDenied: (clause, from, to) => clause.slice(0, from).search(before) >= 0 || clause.slice(to).search(after) >= 0,
  };
}

/** One expression for all of them. */
export function wholeWords(patterns: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.join("|")})(?![\\p{L}\\p{N}])`, "giu");
}

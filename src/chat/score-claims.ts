/** A name that a text speaks of, with the classes of a score that it stands for. */
export interface ClaimName {
  /** Ways to write it, in lower case: "tumour", "tumor". */
  readonly words: readonly string[];
  readonly classes: readonly string[];
}

/** What a text says of one name. */
export interface Claim {
  readonly classes: readonly string[];
  readonly polarity: "affirmed" | "denied";
  /** The clause that it stands in. */
  readonly clause: string;
}

const denial =
  /\b(?:no|not|cannot|without|neither|nor|never|unlikely|absence|absent|rather than|instead of|exclud\w*|rul\w* out|against|free of|negative for)\b|n't\b/;
/** Where a sentence turns to something else: each piece denies for itself. */
const turn = /\b(?:but|however|although|though|whereas|while|instead(?! of)|rather(?! than))\b|[;:.]/;
/** What begins a clause of its own, and not the next item of a list: behind a comma a subject with its verb, behind "and" one that is denied. */
const newClause =
  /\s(?=and [\p{L}# -]{1,40}? (?:is|are|was|were|has|have) (?:not|never|unlikely|absent|excluded)\b)|,\s*(?=(?:and |or |so |yet )?(?:it|this|that|there|the (?:image|scan|picture)|[\p{L} -]{1,40}? (?:is|are|was|were|has|have|fits?|looks?|shows?|seems?|comes?))\b)/u;
/** A denial of a denial: what it says of a name cannot be told from words. */
const doubled =
  /(?:\b(?:not|never|cannot|neither|nor|no)\b|n't)[^,;]{0,40}\b(?:exclud\w*|rul\w* out|absent|absence|without|unlikely|den(?:y|ied|ies)|lack\w*)\b/;

/**
 * What a text affirms and denies, of the names given: by word order alone. A name within a longer one is not named ("tumour" in "no
 * tumour"), a list behind a denial is denied, and "a glioma is not seen" denies what stands before it.
 * @returns null where it denies a denial: then nobody can tell from the words
 */
export function claimsOf(text: string, names: readonly ClaimName[]): readonly Claim[] | null {
  const plain = plainOf(text);
  const claims: Claim[] = [];
  for (const clause of plain.split(turn).flatMap((piece) => piece.split(newClause))) {
    const { marked, found } = mark(withoutLead(clause), names);
    if (found.length > 0 && doubled.test(marked)) return null;
    const at = denial.exec(marked)?.index ?? marked.length;
    const behind = found.some(({ position }) => position > at);
    for (const { name, position } of found) {
      const denied = at < marked.length && (behind ? position > at : true);
      claims.push({ classes: name.classes, polarity: denied ? "denied" : "affirmed", clause });
    }
  }
  return claims;
}

/** The clause with every name of it, the longest first, as a sign that no word is: a "no" within a name denies nothing. */
function mark(clause: string, names: readonly ClaimName[]) {
  const words = names
    .flatMap((name) => name.words.map((word) => ({ name, word })))
    .sort((a, b) => b.word.length - a.word.length);
  let marked = clause;
  const found: { readonly name: ClaimName; readonly position: number }[] = [];
  for (const { name, word } of words) {
    for (const form of [word, `${word}s`]) {
      for (let at = marked.indexOf(` ${form} `); at >= 0; at = marked.indexOf(` ${form} `)) {
        found.push({ name, position: at });
        marked = `${marked.slice(0, at + 1)}${"#".repeat(form.length)}${marked.slice(at + 1 + form.length)}`;
      }
    }
  }
  return { marked, found };
}

function plainOf(text: string): string {
  const spaced = text
    .toLowerCase()
    .replace(/[’]/g, "'")
    .replace(/[^\p{L}\p{N}&/+,;:.'-]+/gu, " ")
    .replace(/(\d)\.(\d)/g, "$1\u2024$2") // a decimal point ends no clause
    .replace(/([,;:.])/g, " $1 ");
  return ` ${spaced} `;
}

/** Without the "yes" or "no" that a sentence begins with: it answers the question and denies nothing in the sentence. */
function withoutLead(clause: string): string {
  return /^\s*(?:yes|no)\s*$/.test(clause) ? " " : clause.replace(/^\s*(?:yes|no)\s*,/, " ");
}

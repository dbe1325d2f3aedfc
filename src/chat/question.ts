import type { ConceptTerm, QuestionTerms } from "./question-terms.ts";

/** What a question asks for, as far as words tell. */
export interface Question {
  /** Answered by yes or no, by one of the things it names, or freely. */
  readonly form: "closed" | "choice" | "open";
  /** Kinds of image that it names; one the encoder does not know is `unknown`. */
  readonly kinds: readonly string[];
  readonly organs: readonly string[];
  /** Concepts that it names, in every prompt set that knows the word. */
  readonly concepts: readonly ConceptTerm[];
  /** Those of them that alone, beside kinds and parts of the body, are all that it asks: none where it names two things. */
  readonly sole: readonly ConceptTerm[];
  /** Prompt sets that tell subtypes of what it asks about apart, "which cell is this?"; none: it does not say of what. */
  readonly subtypesOf: readonly string[];
  /** What it asks for when it names nothing: "what kind of image is this?" */
  readonly cue: "kind" | "organ" | "subtype" | "describe" | null;
  /** True when every word of it was understood: nothing is asked beyond what it names. */
  readonly understood: boolean;
  readonly negated: boolean;
  /** False where it asks two things, or about two: "is there a fracture or a dislocation?" */
  readonly single: boolean;
  /** True when left or right is all that it asks: "which eye is this?", "is it the left lung?" */
  readonly asksSide: boolean;
  /** True when it asks what the image is ("is this the chest?"), not whether something is in it ("is the liver visible?"). */
  readonly identity: boolean;
}

/** What is said before the question itself: "Hello, could you tell me …". */
const opening =
  /^(?:(?:hi|hello|hey|please|so|okay|ok|well|also|thanks|doctor) )*(?:would you say (?:that )?|(?:(?:can|could|would|will) you (?:please )?)?(?:tell|show|say|determine|confirm|check) (?:me |us )?|i (?:want|need|would like) to know |do you know )?/;
/** What says that yes or no is wanted, and denies nothing: "-yes/no", "or not". */
const eitherWay = /-?\byes ?(?:\/|or) ?no\b|\bor not\b/g;
const closedStart =
  /^(if|whether|is|are|was|were|does|do|did|has|have|had|can|could|will|would|should|am|isn't|aren't|(?:this|it) (?:is|shows))\b/;
const identity =
  /^(is|was|are|were) (this|it|that|these|those|the (image|images|scan|picture|film|study|photo|photograph|slide|view|x-ray|radiograph|ct|mri))\b|\b(image|scan|x-ray|radiograph|ct|mri|taken|film|picture) of\b/;
const negation = /\b(no|not|without|absence of|absent|free of|negative for|rule out|exclude)\b/;
const negationWord = /^(no|not|without|absence|absent|free|negative|rule|out|exclude)$/;
/** A second question behind the first. */
const another = /[?？]\s*[\p{L}\p{N}]/u;
const joined = / (?:and|or|and\/or|but|versus|vs) /;
const sideWords = ["side", "left", "right", "left-sided", "right-sided", "laterality", "both", "bilateral"];
/** Open questions whose answer is not what they name: "what type of MRI is this?" */
const asksWithin = /\b(kind|type|sort|how|which|part)\b/;

const told = /^(?:(?:if|whether|that) )?(there|this|it) (is|are|was|were) (.+)$/i;

/**
 * A question without what is said around it: "can you tell me whether there is a mass, yes or no?" is "Is there a mass?". One with nothing
 * around it stays to the letter.
 */
export function bareQuestion(text: string): string {
  const plain = text
    .trim()
    .replace(/[,:;](?=\s)/g, "")
    .replace(/[\s?.!]+$/, "");
  const bare = plain
    .replace(new RegExp(opening.source, "i"), "")
    .replace(new RegExp(`[\\s,-]*(?:${eitherWay.source})`, "gi"), "")
    .trim();
  if (bare === plain || bare === "") return text;
  const asked = bare.replace(told, "$2 $1 $3");
  return `${asked[0].toUpperCase()}${asked.slice(1)}?`;
}

/** Reads a question by words and patterns alone: deterministic, and blind to what they do not cover. */
export function readQuestion(text: string, terms: QuestionTerms): Question {
  const plain = ` ${text
    .toLowerCase()
    .replace(/[’]/g, "'")
    .replace(/[^\p{L}\p{N}&/'-]+/gu, " ")
    .replace(eitherWay, " ")
    .trim()
    .replace(opening, "")} `;
  const named = terms.concepts.filter(({ terms: words }) => words.some((word) => plain.includes(` ${word} `)));
  const concepts = longestOnly(named, plain);
  // within "lung cancer", the lung is no part of the body that is asked about
  const beside = without(
    plain,
    named.flatMap((concept) => concept.terms),
  );
  const kinds = [
    ...namesIn(beside, Object.entries(terms.kinds)),
    ...(has(beside, terms.unknownKinds) ? ["unknown"] : []),
  ];
  const kindWords = [...Object.values(terms.kinds).flatMap((kind) => kind.terms), ...terms.unknownKinds];
  const kindPhrases = kindWords.filter((word) => word.includes(" ")); // the blood of "blood smear"
  const organs = namesIn(without(beside, kindPhrases), Object.entries(terms.organs));
  const organWords = Object.values(terms.organs).flatMap((organ) => organ.terms);
  const cueNames = ["subtype", "organ", "kind", "describe"] as const;
  const cues = cueNames.filter((each) => has(plain, terms.cues[each]));
  const cueWords = cues.flatMap((each) => terms.cues[each]);

  const starts = closedStart.test(plain.trim());
  const choice = / or /.test(plain) && kinds.length + organs.length + concepts.length > 1;
  const negated = negation.test(plain);
  const form = choice ? "choice" : starts ? "closed" : "open";
  const unread = (words: readonly string[]) =>
    without(plain, [...words, ...kindWords, ...organWords, ...cueWords])
      .split(" ")
      .filter((word) => word !== "" && !terms.emptyWords.includes(word) && !(negated && negationWord.test(word)));
  const left = unread(named.flatMap((concept) => concept.terms));
  // "which organ is abnormal?" and "is this brain abnormal?" ask for more than the organ or the kind
  const asksAbnormal =
    / (abnormal\w*|findings) /.test(plain) && (form === "closed" || cues.some((cue) => cue !== "describe"));
  const names = concepts.length + kinds.length + organs.length > 0;
  return {
    form,
    kinds,
    organs,
    concepts,
    subtypesOf: terms.subtypes.filter((each) => has(plain, each.terms)).flatMap(({ sets }) => sets),
    sole: concepts.filter((concept) => unread(concept.terms).length === 0),
    cue: cues[0] ?? (form === "open" && concepts.length === 0 && left.length === 0 ? openCue(plain, names) : null),
    understood: left.length === 0 && !asksAbnormal && !another.test(text.trim()),
    negated,
    single: !another.test(text.trim()) && !joined.test(plain) && kinds.length < 2 && organs.length < 2,
    asksSide: concepts.length === 0 && organs.length <= 1 && namesSide(plain, organs) && unread(sideWords).length === 0,
    identity: form !== "closed" || identity.test(plain.trim()),
  };
}

/** "Is that right?" names no side. */
function namesSide(plain: string, organs: readonly string[]): boolean {
  if (has(plain, ["side", "laterality", "left", "left-sided", "right-sided"])) return true;
  return organs.length === 1 && has(plain, ["right", "which", "both"]);
}

/** "What kind of scan is this?" asks for the kind; "what is this?" and "what does this MRI show?" ask for everything. */
function openCue(plain: string, named: boolean): "kind" | "describe" | null {
  if (!asksWithin.test(plain)) return "describe";
  return named ? null : "kind";
}

/** Where one matched term contains another ("brain tumour", "tumour"), only the longer one was meant, in whichever set it stands. */
function longestOnly(concepts: readonly ConceptTerm[], plain: string): readonly ConceptTerm[] {
  const matched = (concept: ConceptTerm) =>
    concept.terms
      .filter((term) => plain.includes(` ${term} `))
      .reduce((longest, term) => (term.length > longest.length ? term : longest), "");
  return concepts.filter((concept) => {
    const own = matched(concept);
    return !concepts.some((other) => {
      const longer = matched(other);
      return longer.length > own.length && ` ${longer} `.includes(` ${own} `);
    });
  });
}

function has(plain: string, words: readonly string[]): boolean {
  return words.some((word) => plain.includes(` ${word} `));
}

function namesIn(
  plain: string,
  entries: readonly (readonly [name: string, { readonly terms: readonly string[] }])[],
): readonly string[] {
  return entries.flatMap(([name, { terms }]) => (has(plain, terms) ? [name] : []));
}

/** The text without these words and phrases, the longest first; what stood on both sides of one does not come together. */
function without(plain: string, words: readonly string[]): string {
  return [...words]
    .sort((a, b) => b.length - a.length)
    .reduce((rest, word) => rest.replaceAll(` ${word} `, "  "), plain);
}

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
  /** What it asks for when it names nothing: "what kind of image is this?" */
  readonly cue: "kind" | "organ" | "subtype" | "describe" | null;
  /** True when every word of it was understood: nothing is asked beyond what it names. */
  readonly understood: boolean;
  readonly negated: boolean;
  /** True when it asks what the image is ("is this the chest?"), not whether something is in it ("is the liver visible?"). */
  readonly identity: boolean;
}

/** What is said before the question itself: "Hello, could you tell me …". */
const opening =
  /^(?:(?:hi|hello|hey|please|so|okay|ok|well|also|thanks|doctor) )*(?:(?:(?:can|could|would|will) you (?:please )?)?(?:tell|show|say|determine|confirm|check) (?:me |us )?|i (?:want|need|would like) to know |do you know )?/;
/** What says that yes or no is wanted, and denies nothing: "-yes/no", "or not". */
const eitherWay = /-?\byes ?(?:\/|or) ?no\b|\bor not\b/g;
const closedStart =
  /^(if|whether|is|are|was|were|does|do|did|has|have|had|can|could|will|would|should|am|isn't|aren't)\b/;
const identity =
  /^(is|was|are|were) (this|it|that|these|those|the (image|images|scan|picture|film|study|photo|photograph|slide|view|x-ray|radiograph|ct|mri))\b|\b(image|scan|x-ray|radiograph|ct|mri|taken|film|picture) of\b/;
const negation = /\b(no|not|without|absence of|absent|free of|negative for|rule out|exclude)\b/;
const negationWord = /^(no|not|without|absence|absent|free|negative|rule|out|exclude)$/;
/** Open questions whose answer is not what they name: "what type of MRI is this?" */
const asksWithin = /\b(kind|type|sort|how|which|part)\b/;

/** Reads a question by words and patterns alone: deterministic, and blind to what they do not cover. */
export function readQuestion(text: string, terms: QuestionTerms): Question {
  const plain = ` ${text
    .toLowerCase()
    .replace(/[’]/g, "'")
    .replace(/[^\p{L}\p{N}&/'-]+/gu, " ")
    .replace(eitherWay, " ")
    .trim()
    .replace(opening, "")} `;
  const rest = new Remainder(plain);
  const concepts = terms.concepts.filter((concept) => rest.takeAny(concept.terms));
  const kinds = [
    ...Object.entries(terms.kinds).flatMap(([kind, { terms: words }]) => (rest.takeAny(words) ? [kind] : [])),
    ...(rest.takeAny(terms.unknownKinds) ? ["unknown"] : []),
  ];
  const organs = Object.entries(terms.organs).flatMap(([organ, { terms: words }]) =>
    rest.takeAny(words) ? [organ] : [],
  );
  const named = concepts.length + kinds.length + organs.length > 0;
  const cues = (["subtype", "organ", "kind", "describe"] as const).filter((each) => rest.takeAny(terms.cues[each]));
  const starts = closedStart.test(plain.trim());
  const choice = / or /.test(plain) && kinds.length + organs.length + concepts.length > 1;
  const negated = negation.test(plain);
  const left = rest.words().filter((word) => !terms.emptyWords.includes(word) && !(negated && negationWord.test(word)));
  const form = choice ? "choice" : starts ? "closed" : "open";
  // "which organ is abnormal?" and "is this brain abnormal?" ask for more than the organ or the kind
  const asksAbnormal =
    / (abnormal\w*|findings) /.test(plain) && (form === "closed" || cues.some((cue) => cue !== "describe"));
  return {
    form,
    kinds,
    organs,
    concepts: longestOnly(concepts, plain),
    cue: cues[0] ?? (form === "open" && concepts.length === 0 && left.length === 0 ? openCue(plain, named) : null),
    understood: left.length === 0 && !asksAbnormal,
    negated,
    identity: form !== "closed" || identity.test(plain.trim()),
  };
}

/** "What kind of scan is this?" asks for the kind; "what is this?" and "what does this MRI show?" ask for everything. */
function openCue(plain: string, named: boolean): "kind" | "describe" | null {
  if (!asksWithin.test(plain)) return "describe";
  return named ? null : "kind";
}

/** Where one matched term contains another ("lung adenocarcinoma", "adenocarcinoma"), only the longer one was meant. */
function longestOnly(concepts: readonly ConceptTerm[], plain: string): readonly ConceptTerm[] {
  const matched = (concept: ConceptTerm) =>
    concept.terms
      .filter((term) => plain.includes(` ${term} `))
      .reduce((longest, term) => (term.length > longest.length ? term : longest), "");
  return concepts.filter((concept) => {
    const own = matched(concept);
    return !concepts.some(
      (other) =>
        other !== concept &&
        other.set === concept.set &&
        matched(other).length > own.length &&
        matched(other).includes(own),
    );
  });
}

/** The words of a question that no term has claimed. */
class Remainder {
  readonly #plain: string;
  #claimed: string;
  constructor(plain: string) {
    this.#plain = plain;
    this.#claimed = plain;
  }
  /** Claims every one of the terms that stands in the question as whole words; true when any does. */
  takeAny(terms: readonly string[]): boolean {
    const found = terms.filter((term) => this.#plain.includes(` ${term} `));
    for (const term of [...found].sort((a, b) => b.length - a.length))
      this.#claimed = this.#claimed.replaceAll(` ${term} `, "  ");
    return found.length > 0;
  }
  words(): string[] {
    return this.#claimed.split(" ").filter((word) => word !== "");
  }
}

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

const closedStart = /^(is|are|was|were|does|do|did|has|have|had|can|could|will|would|should|am|isn't|aren't)\b/;
const identity =
  /^(is|was|are|were) (this|it|that|these|those|the (image|images|scan|picture|film|study|photo|photograph|slide|view|x-ray|radiograph|ct|mri))\b|\b(image|scan|x-ray|radiograph|ct|mri|taken|film|picture) of\b/;
const negation = /\b(no|not|without|n't|absence of|absent|free of|negative for|rule out|exclude)\b/;

/** Reads a question by words and patterns alone: deterministic, and blind to what they do not cover. */
export function readQuestion(text: string, terms: QuestionTerms): Question {
  const plain = ` ${text
    .toLowerCase()
    .replace(/[’]/g, "'")
    .replace(/[^a-z0-9&/'-]+/g, " ")
    .trim()} `;
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
  const left = rest.words().filter((word) => !terms.emptyWords.includes(word) && !/^(no|not|without)$/.test(word));
  const form = choice ? "choice" : starts ? "closed" : "open";
  return {
    form,
    kinds,
    organs,
    concepts: longestOnly(concepts, plain),
    cue: cues[0] ?? (form === "open" && !named && left.length === 0 ? openCue(plain) : null),
    understood: left.length === 0,
    negated,
    identity: form !== "closed" || identity.test(plain.trim()),
  };
}

/** "What kind of scan is this?" asks for the kind; "what is this?" asks for everything. */
function openCue(plain: string): "kind" | "describe" {
  return /\b(kind|type|sort|how|which)\b/.test(plain) ? "kind" : "describe";
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

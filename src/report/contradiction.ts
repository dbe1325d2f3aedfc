import type { QuestionTerms } from "../chat/question-terms.ts";
import type { SetFacts } from "../chat/set-facts.ts";
import type { Pair } from "../retrieval/contract.ts";
import { labelInWords } from "../retrieval/label-in-words.ts";
import type { ScanFacts } from "./scan-facts.ts";

/** Whether a retrieved case or a sentence of it says otherwise than this scan's own scores. */
export interface ContradictionCheck {
  /** Its image is of another kind or part of the body. */
  image(pair: Pair): boolean;
  /** Its label or any sentence of its text names what the scores speak against: then nothing of that case is like this scan. */
  findings(pair: Pair, sentences: readonly string[]): boolean;
  /** It affirms what the scores deny, denies what they affirm, or speaks of another kind of image. */
  sentence(text: string): boolean;
}

const negation = /\b(?:no|not|without|absence of|absent|negative for|free of|rather than|excludes?|excluded)\b/i;

/** Something that the scan's scores affirm or deny, and the words for it. */
export interface StandingConcept {
  readonly facts: SetFacts;
  readonly classes: readonly string[];
  readonly stands: "affirmed" | "denied";
  readonly pattern: RegExp;
}

export function standingConcepts({ sets }: ScanFacts, { concepts }: QuestionTerms): readonly StandingConcept[] {
  return concepts.flatMap(({ set, classes, terms: words }) => {
    const facts = sets.find(({ scores }) => scores.set.id === set);
    const stands = facts && standing(facts, classes);
    return stands ? [{ facts, classes, stands, pattern: wholeWords(words) }] : [];
  });
}

/** What a text says of a concept, by the words in each clause; null where it does not name it, or says both. */
export function saidOf(text: string, pattern: RegExp): "affirmed" | "denied" | null {
  const said = clausesOf(text).flatMap((clause) => {
    const found = pattern.exec(clause);
    return found ? [negation.test(clause.slice(0, found.index)) ? ("denied" as const) : ("affirmed" as const)] : [];
  });
  const [first] = said;
  return first !== undefined && said.every((each) => each === first) ? first : null;
}

export function createContradictionCheck(facts: ScanFacts, terms: QuestionTerms): ContradictionCheck {
  const concepts = standingConcepts(facts, terms);
  const organs = Object.entries(terms.organs).map(([organ, { terms: words }]) => ({
    organ,
    pattern: wholeWords(words),
  }));

  const kinds = Object.entries(terms.kinds).map(([kind, { terms: words }]) => ({ kind, pattern: wholeWords(words) }));
  const unknownKinds = wholeWords(terms.unknownKinds);
  const speaksOfOtherKind = (text: string) => {
    if (!facts.kind?.sure) return false;
    const named = kinds.filter(({ pattern }) => pattern.test(text)).map(({ kind }) => kind);
    return unknownKinds.test(text) || named.some((kind) => kind !== facts.kind?.top.name);
  };

  const contradictsConcept = (text: string) =>
    clausesOf(text).some((clause) =>
      concepts.some(({ stands, pattern }) => {
        const found = pattern.exec(clause);
        if (!found) return false;
        const denies = negation.test(clause.slice(0, found.index));
        return denies ? stands === "affirmed" : stands === "denied";
      }),
    );

  return {
    image({ kind, anatomy }) {
      if (facts.kind?.sure && kind !== null && kind !== facts.kind.top.name) return true;
      const organ = facts.organ?.organ;
      const named = anatomy === null ? [] : organs.filter(({ pattern }) => pattern.test(anatomy));
      return organ !== undefined && named.length > 0 && !named.some((each) => each.organ === organ);
    },
    findings({ label }, sentences) {
      if (label !== null && facts.sets.some((set) => speaksAgainst(set, label))) return true;
      return [...sentences, ...(label === null ? [] : [labelInWords(label)])].some(contradictsConcept);
    },
    sentence: (text) => speaksOfOtherKind(text) || contradictsConcept(text),
  };
}

/** What the scores say of "one of these classes". */
function standing({ affirmed, denied, scores }: SetFacts, classes: readonly string[]): "affirmed" | "denied" | null {
  if (affirmed) return classes.includes(affirmed.name) ? "affirmed" : "denied";
  const others = scores.set.classes.map(({ name }) => name);
  const isDenied = (name: string) => denied.some((each) => each.name === name);
  if (classes.every((name) => others.includes(name) && isDenied(name))) return "denied";
  return null;
}

/** True when a pair's label is a class of the set that the scan's scores deny, or another than the one they affirm. */
function speaksAgainst({ scores, affirmed, denied }: SetFacts, label: string): boolean {
  const own = scores.set.classes.find(({ name, labels }) => name === label || labels.includes(label));
  if (!own) return false;
  return affirmed ? affirmed.name !== own.name : denied.some(({ name }) => name === own.name);
}

function clausesOf(text: string): readonly string[] {
  return text.split(/[;:,]|\bbut\b|\bhowever\b|\balthough\b/i);
}

function wholeWords(words: readonly string[]): RegExp {
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|")})(?![\\p{L}\\p{N}])`, "iu");
}

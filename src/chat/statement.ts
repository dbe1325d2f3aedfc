import { cleanText } from "../core/clean-text.ts";
import type { QuestionTerms } from "./question-terms.ts";

export type Side = "left" | "right" | "both";

/** What the user says about the scan: "no, this is a CT", "actually it is the left eye". */
export interface Statement {
  /** What is said, in the user's words, as evidence spells it: `this is a CT`, `the patient is 64`. Empty: only that something is wrong. */
  readonly said: string;
  /** True for "it is not …". */
  readonly negated: boolean;
  /** Kinds, parts of the body and concepts (by their first term) that it names. */
  readonly kinds: readonly string[];
  readonly organs: readonly string[];
  readonly concepts: readonly string[];
  readonly side: Side | null;
}

const longestPredicate = 200;

/** "no,", "actually", "that is wrong:", one after the other. "No pneumonia" opens nothing: it denies. */
const opener =
  /^(?:(?:no|nope|wrong|incorrect|well)(?=$|\s*[,.;:!–—-]|\s+(?:this|it|that|the|an?|not|you|i|actually|because)\b)|(?:not quite|actually|correction|sorry|but|in fact|i mean|i meant|to be clear|note that|(?:that|this|it)(?: is|'s) (?:wrong|not right|incorrect|not correct|not true|false)|you(?: are|'re) (?:wrong|mistaken))(?=$|[\s,.;:!–—-]))[\s,.;:!–—-]*(?:because |since |and |as )?/i;
const subject =
  /^(?:this|it|that|(?:this|the) (?:scan|image|picture|film|study|photo|photograph|slide|view|x-?ray|eye|side))(?:(?:'s| is| was) (not )?|( isn't | is n't | wasn't )|( does not | doesn't )?( ?shows?| ?comes from) )/i;
/** "No pneumonia", "no evidence of a tumour". */
const denied = /^no (?:(?:evidence|signs?|suggestion) of )?(?=\S)/i;
/** What only the user can know is kept as it is said: "the patient is 64", "there is a haemorrhage". */
const ofPatient =
  /^(?:the |this |my )?(?:patient|man|woman|child|boy|girl) (?:is|was|has|had)(?: not| no)? |^(?:he|she) (?:is|was|has|had)(?: not| no)? /i;
const thereIs = /^there (?:is|are|was|were)( no| not)? /i;
const asks =
  /^(?:is|are|was|were|does|do|did|can|could|what|which|where|how|why|who|when|has|have|should|would|will|tell|show|describe|explain|please)\b/i;

/**
 * Reads what was typed as a statement, by a fixed grammar; null for whatever may be a question. Without "no" or "actually" before
 * it, it must name something that the program has words for.
 */
export function readStatement(text: string, terms: QuestionTerms): Statement | null {
  let rest = cleanText(text).text.replace(/[’`]/g, "'").replace(/\s+/g, " ");
  if (rest.includes("?")) return null;
  let opened = false;
  for (let match = opener.exec(rest); match !== null && match[0] !== ""; match = opener.exec(rest)) {
    opened = true;
    rest = rest.slice(match[0].length);
  }
  rest = rest.replace(/[\s.!]+$/, "");
  if (rest === "") return opened ? { said: "", negated: false, kinds: [], organs: [], concepts: [], side: null } : null;
  if (asks.test(rest) || rest.length > longestPredicate) return null;
  if (ofPatient.test(rest)) return { ...asSaid(rest, false, terms), organs: [], kinds: [] };
  const there = thereIs.exec(rest);
  if (there) return asSaid(rest, there[1] !== undefined, terms);
  const denial = denied.exec(rest);
  if (denial) return statementOf(rest.slice(denial[0].length), { negated: true, shows: true, opened: false, terms });
  const match = subject.exec(`${rest} `);
  const shows = match?.[4] !== undefined;
  const negatedSubject = match?.[1] !== undefined || match?.[2] !== undefined || match?.[3] !== undefined;
  let predicate = match ? rest.slice(match[0].length) : rest;
  const not = /^not\s+/i.exec(predicate);
  if (not) predicate = predicate.slice(not[0].length);
  const negated = negatedSubject || not !== null;
  if (predicate === "" || (!match && !opened && !not)) return null;
  // "it is not an MRI, it is a CT": what counts is what it is
  const rather = negated
    ? /^.*?(?:[,;]| but)\s*(?:rather |instead |it(?:'s| is) |this is )*(?=\S)/i.exec(predicate)
    : null;
  if (rather && rather[0].length < predicate.length) {
    return statementOf(predicate.slice(rather[0].length), { negated: false, shows, opened, terms });
  }
  return statementOf(predicate, { negated, shows, opened, terms });
}

interface Reading {
  readonly negated: boolean;
  readonly shows: boolean;
  readonly opened: boolean;
  readonly terms: QuestionTerms;
}

function statementOf(predicate: string, { negated, shows, opened, terms }: Reading): Statement | null {
  const names = namesOf(predicate, terms);
  const { kinds, organs, concepts, side } = names;
  if (!opened && kinds.length + organs.length + concepts.length === 0 && side === null) return null;
  const showsIt = shows && kinds.length === 0; // an image is of a kind, it does not show one
  const verb = showsIt ? (negated ? "does not show" : "shows") : negated ? "is not" : "is";
  return { said: `this ${verb} ${predicate}`, negated, ...names };
}

function asSaid(text: string, negated: boolean, terms: QuestionTerms): Statement {
  return { said: text[0].toLowerCase() + text.slice(1), negated, ...namesOf(text, terms) };
}

function namesOf(text: string, terms: QuestionTerms): Pick<Statement, "kinds" | "organs" | "concepts" | "side"> {
  const plain = ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}&/+-]+/gu, " ")
    .trim()} `;
  const has = (words: readonly string[]) => words.some((word) => plain.includes(` ${word} `));
  const kinds = Object.keys(terms.kinds).filter((kind) => has(terms.kinds[kind].terms));
  if (kinds.length === 0 && has(terms.unknownKinds)) kinds.push("unknown");
  const organs = Object.keys(terms.organs).filter((organ) => has(terms.organs[organ].terms));
  const concepts = [...new Set(terms.concepts.filter((each) => has(each.terms)).map((each) => each.terms[0]))];
  return { kinds, organs, concepts, side: sideOf(plain) };
}

/** What still stands of what was said: a later word on the same matter takes the place of an earlier one. Oldest first. */
export function standing(said: readonly Statement[]): readonly Statement[] {
  return said.filter((statement, i) => {
    const later = new Set(said.slice(i + 1).flatMap(mattersOf));
    return !mattersOf(statement).some((matter) => later.has(matter));
  });
}

function mattersOf({ said, kinds, organs, concepts, side }: Statement): readonly string[] {
  const named = [
    ...(kinds.length > 0 ? ["kind"] : []),
    ...(organs.length > 0 ? ["organ"] : []),
    ...(side === null ? [] : ["side"]),
    ...concepts,
  ];
  return named.length > 0 ? named : [said];
}

function sideOf(plain: string): Side | null {
  const left = / left(?:-sided)? /.test(plain);
  const right = / right(?:-sided)? /.test(plain);
  if (/ (?:both|bilateral) /.test(plain) || (left && right)) return "both";
  return left ? "left" : right ? "right" : null;
}

/** What a statement is as evidence: all of it in words. */
export function statementInWords({ said }: Statement): string {
  return `The user said: ${said}.`;
}

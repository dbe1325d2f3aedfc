import { cleanText } from "../core/clean-text.ts";
import type { QuestionTerms } from "./question-terms.ts";

export type Side = "left" | "right" | "both";

/** What the user says about the scan: "no, this is a CT", "actually it is the left eye". */
export interface Statement {
  /** What is said, in the user's words, as evidence spells it: `this is a CT`. Empty: only that something is wrong. */
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

/** "no,", "actually", "that is wrong:", one after the other. */
const opener =
  /^(?:no|nope|wrong|incorrect|not quite|actually|correction|sorry|well|but|in fact|i mean|i meant|to be clear|note that|(?:that|this|it)(?: is|'s) (?:wrong|not right|incorrect|not correct|not true|false)|you(?: are|'re) (?:wrong|mistaken))(?=$|[\s,.;:!–—-])[\s,.;:!–—-]*(?:because |since |and |as )?/i;
const subject =
  /^(?:this|it|that|(?:this|the) (?:scan|image|picture|film|study|photo|photograph|slide|view|patient|x-?ray|eye|side))(?:(?:'s| is| was) (not )?|( isn't | is n't | wasn't )|( does not | doesn't )?( ?shows?| ?comes from) )/i;
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
  const plain = ` ${predicate
    .toLowerCase()
    .replace(/[^\p{L}\p{N}&/+-]+/gu, " ")
    .trim()} `;
  const has = (words: readonly string[]) => words.some((word) => plain.includes(` ${word} `));
  const kinds = Object.keys(terms.kinds).filter((kind) => has(terms.kinds[kind].terms));
  if (kinds.length === 0 && has(terms.unknownKinds)) kinds.push("unknown");
  const organs = Object.keys(terms.organs).filter((organ) => has(terms.organs[organ].terms));
  const concepts = [...new Set(terms.concepts.filter((each) => has(each.terms)).map((each) => each.terms[0]))];
  const side = sideOf(plain);
  if (!opened && kinds.length + organs.length + concepts.length === 0 && side === null) return null;
  const verb = shows ? (negated ? "does not show" : "shows") : negated ? "is not" : "is";
  return { said: `this ${verb} ${predicate}`, negated, kinds, organs, concepts, side };
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

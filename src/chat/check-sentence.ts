import { caseInWords } from "./case-in-words.ts";
import type { Citation, Evidence, PairEvidence, SentenceFlag } from "./contract.ts";
import { cite } from "./evidence-list.ts";
import { scoreConflict } from "./score-conflict.ts";
import { numbersOf, tellingWords } from "./sentence-words.ts";
import { supportingSpan } from "./supporting-span.ts";

export interface SentenceCheck {
  readonly evidence: readonly Evidence[];
  /** Evidence whose greatest score is not to be trusted at its share. */
  readonly unsure: ReadonlySet<string>;
  /** Other words for a word of the evidence: "magnetic resonance" for "mri". */
  readonly synonyms: readonly (readonly string[])[];
}

export interface CheckedSentence {
  readonly citations: readonly Citation[];
  /** Null: every check passed. */
  readonly flag: SentenceFlag | null;
}

/**
 * Checks one sentence of a language model against the evidence that it cites. Words decide, not meaning: what it says of this scan
 * must stand in this scan's evidence, and another patient's text may only be quoted, under its case's name.
 * @param droppedMarkers markers to nothing that were taken out of it
 */
export function checkSentence(sentence: string, droppedMarkers: number, check: SentenceCheck): CheckedSentence {
  const markers = new Set(sentence.match(/\[\d+\]/g) ?? []);
  const cited = check.evidence.filter(({ marker }) => markers.has(marker));
  const text = sentence
    .replace(/\s*\[\d+\]/g, "")
    .replace(/\s+/g, " ")
    .trim();
  const quotes = quotesOf(text);
  const badQuote = quotes.some((quote) => !cited.some((each) => spanOf(each, quote) !== null));
  const citations = cited.flatMap((each) => citationsOf(each, text, quotes, badQuote));
  const flagged = (flag: SentenceFlag): CheckedSentence => ({ citations, flag });

  if (droppedMarkers > 0) return flagged(flags.markerUnknown);
  if (cited.length === 0) return flagged(flags.uncited);
  if (badQuote) return flagged(flags.quoteInvalid);

  const pairs = cited.filter((each) => each.kind === "pair");
  const own = cited.filter((each) => each.kind !== "pair");
  const outside = withoutCases(
    quotes.reduce((rest, quote) => rest.replace(quote, " "), text),
    check.evidence,
  );
  const unattributed = pairs.filter((pair) => !isAttributed(pair, text, quotes));
  if (own.length === 0) {
    if (
      unattributed.length > 0 ||
      /\b(?:this|the|our|your) (?:\w+ )?(?:scan|image|patient|picture|study)\b/i.test(outside)
    ) {
      return flagged(flags.otherPatient);
    }
    return covered(outside, pairs, check) ? { citations, flag: null } : flagged(flags.unsupported);
  }
  if (!covered(outside, own, check))
    return flagged(covered(outside, cited, check) ? flags.otherPatient : flags.unsupported);
  if (unattributed.length > 0) return flagged(flags.otherPatient);
  if (own.some((each) => each.kind === "score" && scoreConflict(outside, each, check.synonyms)))
    return flagged(flags.contradicted);
  if (own.some(({ id }) => check.unsure.has(id))) return flagged(flags.unsure);
  return { citations, flag: null };
}

const flags = {
  markerUnknown: { code: "CITATION_INVALID", message: "It points to evidence that was not given." },
  quoteInvalid: { code: "CITATION_INVALID", message: "Its quote does not stand in the evidence that it cites." },
  uncited: { code: "UNSUPPORTED", message: "It points to no evidence." },
  unsupported: { code: "UNSUPPORTED", message: "The evidence that it cites does not say so." },
  contradicted: { code: "UNSUPPORTED", message: "The score that it cites says otherwise." },
  otherPatient: { code: "OTHER_PATIENT", message: "It rests on another patient's text without being a quote of it." },
  unsure: { code: "LOW_AGREEMENT", message: "At a share like this the model was not right often enough." },
} as const satisfies Record<string, SentenceFlag>;

/** True when every telling word and every number of a text stands in the evidence. */
function covered(text: string, evidence: readonly Evidence[], { synonyms }: SentenceCheck): boolean {
  const source = evidence.map((each) => each.text).join("\n");
  const known = new Set(tellingWords(source));
  const spaced = ` ${source.toLowerCase().replace(/[^\p{L}\p{N}&/+-]+/gu, " ")} `;
  for (const group of synonyms) {
    if (group.some((term) => spaced.includes(` ${term} `)))
      for (const term of group) for (const word of tellingWords(term)) known.add(word);
  }
  // how well a score was measured is no share of this scan's
  const aboutMeasures = /\b(?:auroc|likeness|test images?)\b/i.test(text);
  const numbers = numbersOf(aboutMeasures ? source : source.replace(/; (?:AUROC|likeness) [^\n]*/g, ""));
  const stands = (value: number) =>
    numbers.some((each) => each === value || Math.abs(each * 100 - value) < 0.5 || Math.abs(each - value) < 0.005);
  return numbersOf(text).every(stands) && [...tellingWords(text)].every((word) => /^\d/.test(word) || known.has(word));
}

/** "In case X the reporter wrote: …", "case X is labelled …": whose words these are, by the case's own name, before them. */
function isAttributed(pair: PairEvidence, text: string, quotes: readonly string[]): boolean {
  const name = caseInWords(pair.case);
  const at = text.indexOf(name);
  if (at < 0 || !/\bcase\s+["“']?$/i.test(text.slice(0, at))) return false;
  return quotes.some((quote) => text.indexOf(quote) > at && spanOf(pair, quote) !== null);
}

function withoutCases(text: string, evidence: readonly Evidence[]): string {
  const names = evidence.flatMap((each) => (each.kind === "pair" ? [caseInWords(each.case)] : []));
  return names.sort((a, b) => b.length - a.length).reduce((rest, name) => rest.replaceAll(name, " "), text);
}

function citationsOf(
  evidence: Evidence,
  text: string,
  quotes: readonly string[],
  badQuote: boolean,
): readonly Citation[] {
  const quoted = quotes.flatMap((quote) => spanOf(evidence, quote) ?? []);
  if (quoted.length > 0) return quoted.map((span) => cite(evidence, span));
  if (badQuote && evidence.kind === "pair") return []; // it was to be quoted, and it says something else
  return [cite(evidence, supportingSpan(evidence, text))];
}

/** The quote as it stands in the evidence; spaces, quotation marks and a last stop may differ. */
function spanOf({ text }: Evidence, quote: string): string | null {
  const bare = quote.replace(/[\s.,;:]+$/, "").replace(/^[\s.…]+/, "");
  if (bare === "") return null;
  const pattern = bare
    .split(/\s+/)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("\\s+");
  return new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, "u").exec(text)?.[0] ?? null;
}

function quotesOf(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]+)"?|“([^”]+)”?/g)]
    .map(([, a, b]) => a ?? b ?? "")
    .filter((each) => /\p{L}|\d/u.test(each));
}

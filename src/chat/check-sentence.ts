import type { Citation, Evidence, SentenceFlag } from "./contract.ts";
import { cite } from "./evidence-list.ts";
import { isAttributed, isOnlyAttribution, quotesOf, spanOf, withoutCases } from "./quotes.ts";
import type { ClaimName } from "./score-claims.ts";
import { scoreConflict } from "./score-conflict.ts";
import { denies, numbersOf, tellingWords } from "./sentence-words.ts";
import { supportingSpan } from "./supporting-span.ts";
import { uncoveredWords } from "./word-cover.ts";

export interface SentenceCheck {
  readonly evidence: readonly Evidence[];
  /** Evidence whose greatest score is not to be trusted at its share. */
  readonly unsure: ReadonlySet<string>;
  /** Other words for a word of the evidence: "magnetic resonance" for "mri". */
  readonly synonyms: readonly (readonly string[])[];
  /** Words for the classes of each score, by the evidence's id. */
  readonly names: ReadonlyMap<string, readonly ClaimName[]>;
  /** How this scan's scores and the user's word answer the question; null where they do not say yes or no. */
  readonly verdict: "yes" | "no" | null;
}

export interface CheckedSentence {
  readonly citations: readonly Citation[];
  /** Null: every check passed. */
  readonly flag: SentenceFlag | null;
  /** The "yes" or "no" that it begins with. */
  readonly lead: "yes" | "no" | null;
}

/**
 * Checks one sentence of a language model against the evidence that it cites. Words decide, not meaning: what it says of this scan
 * must stand in this scan's evidence, a "yes" or "no" must be what this scan's evidence answers, and another patient's text may only be
 * quoted, under its case's name and with nothing beside it.
 * @param droppedMarkers markers to nothing that were taken out of it
 */
export function checkSentence(sentence: string, droppedMarkers: number, check: SentenceCheck): CheckedSentence {
  const markers = new Set(sentence.match(/\[\d+\]/g) ?? []);
  const cited = check.evidence.filter(({ marker }) => markers.has(marker));
  const text = sentence
    .normalize("NFKC")
    .replace(/\s*\[\d+\]/g, "")
    .replace(/\s+/g, " ")
    .trim();
  const quotes = quotesOf(text);
  const badQuote = quotes.some((quote) => !cited.some((each) => spanOf(each, quote) !== null));
  const citations = cited.flatMap((each) => citationsOf(each, text, quotes, badQuote));
  const { lead, rest } = leadOf(text);
  const flag =
    droppedMarkers > 0
      ? flags.markerUnknown
      : cited.length === 0
        ? flags.uncited
        : badQuote
          ? flags.quoteInvalid
          : flagOf(rest, quotes, lead, cited, check);
  return { citations, flag, lead };
}

function flagOf(
  text: string,
  quotes: readonly string[],
  lead: CheckedSentence["lead"],
  cited: readonly Evidence[],
  check: SentenceCheck,
): SentenceFlag | null {
  const pairs = cited.filter((each) => each.kind === "pair");
  const own = cited.filter((each) => each.kind !== "pair");
  const fromPairs = quotes.filter((quote) => pairs.some((pair) => spanOf(pair, quote) !== null));
  const outside = withoutCases(
    fromPairs.reduce((rest, quote) => rest.replace(quote, " "), text),
    check.evidence,
  );
  const unattributed = pairs.some((pair) => !isAttributed(pair, text, quotes));
  if (own.length === 0) {
    if (lead !== null || unattributed || fromPairs.length === 0 || !isOnlyAttribution(outside))
      return flags.otherPatient;
    return null;
  }
  if (!covered(outside, own, check)) return covered(outside, cited, check) ? flags.otherPatient : flags.unsupported;
  if (unattributed || (pairs.length > 0 && likening.test(outside))) return flags.otherPatient;
  if (!says(outside)) return flags.unsupported;
  if (lead !== null && lead !== check.verdict) return check.verdict === null ? flags.unanswered : flags.contradicted;
  if (own.some((each) => each.kind === "score" && scoreConflict(outside, each, check.names.get(each.id) ?? [])))
    return flags.contradicted;
  if (own.some((each) => each.kind === "vqa" && denies(outside) !== (each.answer === "no"))) return flags.contradicted;
  const worded = own.every(({ kind }) => kind !== "score" && kind !== "vqa");
  if (worded && own.every((each) => denies(each.text) !== denies(outside))) return flags.contradicted;
  return own.some(({ id }) => check.unsure.has(id)) ? flags.unsure : null;
}

const flags = {
  markerUnknown: { code: "CITATION_INVALID", message: "It points to evidence that was not given." },
  quoteInvalid: { code: "CITATION_INVALID", message: "Its quote does not stand so in the evidence that it cites." },
  uncited: { code: "UNSUPPORTED", message: "It points to no evidence." },
  unsupported: { code: "UNSUPPORTED", message: "The evidence that it cites does not say so." },
  unanswered: { code: "UNSUPPORTED", message: "No evidence about this scan answers the question with yes or no." },
  contradicted: { code: "UNSUPPORTED", message: "The evidence that it cites says otherwise." },
  otherPatient: { code: "OTHER_PATIENT", message: "It rests on another patient's text without being a quote of it." },
  unsure: { code: "LOW_AGREEMENT", message: "At a share like this the model was not right often enough." },
} as const satisfies Record<string, SentenceFlag>;

/** "Yes." and "No," before a sentence; "No tumour …" begins with no answer. */
function leadOf(text: string): { readonly lead: "yes" | "no" | null; readonly rest: string } {
  const found = /^(?:(yes)\b[\s.,!:;–—-]*|(no)\s*(?:[.,!:;–—-]+\s*|$))/i.exec(text);
  if (!found) return { lead: null, rest: text };
  return { lead: found[1] === undefined ? "no" : "yes", rest: text.slice(found[0].length) };
}

/** What likens this scan to the case beside it, in words that say nothing themselves. */
const likening = /\b(?:same|similarly|likewise|equally|too|as well|here|so)\b/i;

/** Whether a text holds anything that could be right or wrong. */
function says(text: string): boolean {
  return tellingWords(text).size > 0;
}

/** True when every telling word and every number of a text stands in the evidence. */
function covered(text: string, evidence: readonly Evidence[], { synonyms }: SentenceCheck): boolean {
  return numbersStand(text, evidence) && uncoveredWords(text, evidence, synonyms).length === 0;
}

/**
 * True when the numbers of a text are the evidence's: of a score its shares, as fractions or in percent, and how many names it is a share
 * among; how well it was measured only where the text speaks of that.
 */
function numbersStand(text: string, evidence: readonly Evidence[]): boolean {
  if (/[^\P{Nd}0-9]/u.test(text)) return false; // digits that nobody here reads
  if (/\d\s*(?:%|per ?cent)\s+of\b(?!\s+(?:the share|\d+ test))/i.test(text)) return false;
  const aboutMeasures = /\b(?:auroc|likeness|test images?)\b/i.test(text);
  const counted = text.replace(/\b(\d+) (names|kinds|parts|classes)\b/g, (phrase) =>
    evidence.some((each) => each.text.includes(phrase)) ? " " : phrase,
  );
  const known = evidence.flatMap((each) =>
    each.kind === "score" && !aboutMeasures ? each.scores.map(({ share }) => share) : numbersOf(each.text),
  );
  const stands = (value: number) =>
    known.some((each) => each === value || Math.abs(each * 100 - value) < 0.5 || Math.abs(each - value) < 0.005);
  return numbersOf(counted).every(stands);
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

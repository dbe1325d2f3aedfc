import { caseInWords } from "../chat/case-in-words.ts";
import type { Citation, Evidence, SentenceFlag } from "../chat/contract.ts";
import { spanOf } from "../chat/quotes.ts";
import { scoreInWords } from "../chat/scan-scores.ts";
import { claimsOf } from "../chat/score-claims.ts";
import type { ReportSentence } from "./contract.ts";
import { denials } from "./denials.ts";
import { namesIn } from "./names-in.ts";

/**
 * A language model's sentence as a draft may hold it: with the citations that stand, or with a flag. It is compared with what the
 * evidence writer would have said of the same section, since whatever goes beyond that was not computed from the scan.
 * @param raw the sentence with its markers: `This image looks like an MRI. [2]`
 * @param allowed the evidence writer's sentences of the section
 */
export function checkSentence(
  raw: string,
  allowed: readonly ReportSentence[],
  evidence: readonly Evidence[],
): ReportSentence {
  const line = raw.replace(/\[\d+(?:\s*[,;]\s*\d+)+\]/g, (all) =>
    (all.match(/\d+/g) ?? []).map((n) => `[${n}]`).join(""),
  );
  const markers = [...new Set(line.match(/\[\d+\]/g) ?? [])];
  const text = line
    .replace(/\s*\[\d+\]/g, "")
    .replace(/\s+/g, " ")
    .trim();
  const known = allowed.find((each) => sameWords(each.text, text));
  const cited = evidence.filter(({ marker }) => markers.includes(marker));
  if (known && markers.every((marker) => known.citations.some((each) => each.marker === marker))) return known;
  const flagged = (flag: SentenceFlag, citations: readonly Citation[] = []): ReportSentence => ({
    text,
    citations,
    flag,
  });

  if (cited.length < markers.length) return flagged(flags.markerUnknown);
  if (markers.length === 0) return flagged(flags.uncited);
  const pairs = cited.filter(({ kind }) => kind === "pair");
  const quotes = quotesOf(text);
  if (quotes.some((quote) => /\p{L}/u.test(quote) && !cited.some((each) => spanOf(each, quote) !== null)))
    return flagged(flags.quoteInvalid);
  // What is quoted of this scan's own evidence is said of this scan.
  const outside = quotes
    .filter((quote) => pairs.some((pair) => spanOf(pair, quote) !== null))
    .reduce((rest, quote) => rest.replace(quote, " "), text);

  const pairCitations: Citation[] = [];
  for (const pair of pairs) {
    if (pair.kind !== "pair") continue;
    const quote = quotes.filter((each) => each.length >= 8).flatMap((each) => spanOf(pair, each) ?? [])[0];
    if (quote === undefined) return flagged(quotes.length > 0 ? flags.quoteInvalid : flags.otherPatient);
    if (!outside.includes(caseInWords(pair.case))) return flagged(flags.otherPatient);
    pairCitations.push({ marker: pair.marker, evidenceId: pair.id, pairId: pair.pairId, quote });
  }
  const own = cited.filter(({ kind }) => kind !== "pair");
  // Outside its quotes a sentence that cites other cases alone may say whose words they are, and nothing else.
  if (own.length === 0) {
    const says =
      /^in (?:the )?(?:similar )?case \S+,? (?:the|its) (?:reporter|report) (?:wrote|noted|stated|says|reads)\s*[:,]?\s*["“”.]*\s*["“”.]*$/i;
    return says.test(outside.trim().replace(/\s+/g, " "))
      ? { text, citations: pairCitations }
      : flagged(flags.otherPatient, pairCitations);
  }
  const basis = allowed.filter(({ citations }) =>
    citations.some(({ evidenceId }) => own.some(({ id }) => id === evidenceId)),
  );
  const support = supportOf(outside, basis, own);
  if (!support) return flagged(flags.unsupported);
  return {
    text,
    citations: [...support.citations, ...pairCitations],
    ...(support.flag && { flag: support.flag }),
  };
}

const flags = {
  markerUnknown: { code: "CITATION_INVALID", message: "It points to evidence that was not given." },
  quoteInvalid: { code: "CITATION_INVALID", message: "Its quote does not stand in the evidence that it cites." },
  uncited: { code: "UNSUPPORTED", message: "It points to no evidence." },
  unsupported: { code: "UNSUPPORTED", message: "The evidence that it cites does not say so." },
  otherPatient: { code: "OTHER_PATIENT", message: "It rests on another patient's text without being a quote of it." },
} as const satisfies Record<string, SentenceFlag>;

/** What a model may add to the words of its evidence without saying more. */
const freeWords = wordsOf(
  "a an and are as at be been best by closest comes consistent features file for from given has have image images in is it its likely look looks most name names nearest not no of on one or picture scan scored scores share shares show shown shows study taken than that the their there these this to was were which with without read compared prior",
);

/**
 * One sentence of the evidence writer whose words, numbers and denials cover the model's: its citations and its flag hold for it.
 * Several may cover it together.
 */
function supportOf(
  text: string,
  basis: readonly ReportSentence[],
  own: readonly Evidence[],
): Pick<ReportSentence, "citations" | "flag"> | null {
  const words = wordsOf(text);
  const denied = denials(text) > 0;
  const fitting = basis.filter((each) => denials(each.text) > 0 === denied);
  const known = new Set(fitting.flatMap((each) => [...wordsOf(each.text)]));
  if (!namesStand(text, fitting, own) || !claimsStand(text, fitting, own)) return null;
  if (fitting.length === 0 || [...words].some((word) => !known.has(word) && !freeWords.has(word))) return null;
  // Nothing but free words says nothing that could be checked.
  const saying = fitting.filter((each) =>
    [...wordsOf(each.text)].some((word) => words.has(word) && !freeWords.has(word)),
  );
  const citations = saying
    .flatMap((each) => each.citations)
    .filter(({ evidenceId }) => own.some(({ id }) => id === evidenceId));
  if (citations.length === 0) return null;
  const flag = saying.find((each) => each.flag)?.flag;
  return { citations, ...(flag && { flag }) };
}

/**
 * A name of a score stands where a sentence of the evidence writer was made of it alone, or with its share: that a list of shares
 * holds a name does not mean that the image fits it.
 */
function namesStand(text: string, basis: readonly ReportSentence[], own: readonly Evidence[]): boolean {
  return own.every((evidence) => {
    if (evidence.kind !== "score") return true;
    const names = evidence.scores.map(({ name }) => name);
    const alone = basis
      .filter(({ citations }) => citations.every(({ quote }) => namesIn(quote, names).length < 2))
      .flatMap((each) => namesIn(each.text, names));
    const withShare = evidence.scores.filter((score) => text.includes(scoreInWords(score))).map(({ name }) => name);
    return namesIn(text, names).every((name) => alone.includes(name) || withShare.includes(name));
  });
}

/** What a sentence affirms or denies of a name, a sentence of the evidence writer made of that name alone affirms or denies too. */
function claimsStand(text: string, basis: readonly ReportSentence[], own: readonly Evidence[]): boolean {
  return own.every((evidence) => {
    if (evidence.kind !== "score") return true;
    const names = evidence.scores.map(({ name }) => ({ words: wordsOfName(name), classes: [name] }));
    const claims = claimsOf(text, names);
    if (claims === null) return false;
    const allowed = basis
      .filter(({ citations }) =>
        citations.every(
          ({ quote }) =>
            namesIn(
              quote,
              names.flatMap((each) => each.classes),
            ).length < 2,
        ),
      )
      .flatMap((each) => claimsOf(each.text, names) ?? []);
    const withShare = evidence.scores.filter((score) => text.includes(scoreInWords(score))).map(({ name }) => name);
    return claims.every(
      ({ classes: [name], polarity }) =>
        (polarity === "affirmed" && withShare.includes(name)) ||
        allowed.some((each) => each.classes[0] === name && each.polarity === polarity),
    );
  });
}

/** The gate's "xray" is an "X-ray". */
function wordsOfName(name: string): readonly string[] {
  const word = name.toLowerCase();
  return word === "xray" ? [word, "x-ray"] : [word];
}

/** Numbers count as words; a plural is its singular. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/\d+(?:\.\d+)?|\p{L}[\p{L}-]*/gu) ?? [];
  return new Set(words.map((word) => (word.length > 4 ? word.replace(/s$/, "") : word)));
}

function quotesOf(text: string): readonly string[] {
  return [...text.matchAll(/"(.+)"(?=[\s.,;)]*$)|"([^"]+)"|“([^”]+)”/g)].map(([, a, b, c]) => a ?? b ?? c ?? "");
}

function sameWords(a: string, b: string): boolean {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}.]+/gu, " ")
      .replace(/[ .]+$/, "")
      .trim();
  return plain(a) === plain(b);
}

import { caseInWords } from "./case-in-words.ts";
import type { Evidence, PairEvidence } from "./contract.ts";

/** What a sentence puts in quotation marks. */
export function quotesOf(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]+)"?|“([^”]+)”?/g)]
    .map(([, a, b]) => a ?? b ?? "")
    .filter((each) => /\p{L}|\d/u.test(each));
}

/** The quote as it stands in the evidence; spaces, quotation marks and a last stop may differ. Null where it does not stand there. */
export function spanOf({ text }: Evidence, quote: string): string | null {
  const bare = quote.replace(/[\s.,;:]+$/, "").replace(/^[\s.…]+/, "");
  if (bare === "") return null;
  const pattern = bare
    .split(/\s+/)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("\\s+");
  const found = new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, "u").exec(text);
  return found && !isDenied(text, found.index, found[0].length) ? found[0] : null;
}

const deniesBefore =
  /\b(?:no|not|without|never|neither|nor|cannot|free of|absence of|negative for|rul\w* out|exclud\w*)\b[^.;,]*$/i;
const deniesBehind =
  /^[^.;,]{0,40}\b(?:(?:is|are|was|were|has been|have been)\s+(?:not|no longer)\b|absent|excluded|ruled out|not (?:seen|identified|present|noted))/i;

/** "Midline shift" is not what was written where "there is no midline shift" was: a quote may not leave its denial out. */
function isDenied(text: string, start: number, length: number): boolean {
  const before =
    text
      .slice(0, start)
      .split(/[.!?\n]\s/)
      .at(-1) ?? "";
  return deniesBefore.test(before) || deniesBehind.test(text.slice(start + length));
}

/** "In case X the reporter wrote: …", "case X is labelled …": whose words these are, by the case's own name, before them. */
export function isAttributed(pair: PairEvidence, text: string, quotes: readonly string[]): boolean {
  const name = caseInWords(pair.case);
  const at = text.indexOf(name);
  if (at < 0 || !/\bcase\s+["“']?$/i.test(text.slice(0, at))) return false;
  return quotes.some((quote) => text.indexOf(quote) > at && spanOf(pair, quote) !== null);
}

const frameWords = new Set(
  (
    "in case cases a an another other the similar its their reporter reporters radiologist report wrote writes written noted notes " +
    "described describes stated states said says reads recorded and also as while whereas second further where labelled labeled with of"
  ).split(" "),
);

/** Whether a sentence says nothing beside its quotes but whose words they are. @param outside the sentence without quotes and case names */
export function isOnlyAttribution(outside: string): boolean {
  const plain = outside
    .toLowerCase()
    .replace(/\b(?:is|was) (labell?ed)\b/g, "$1")
    .replace(/\b(noted|wrote|stated|said|says|reads|described) that\b/g, "$1");
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).every((word) => frameWords.has(word));
}

/** A text without the names of the cases. */
export function withoutCases(text: string, evidence: readonly Evidence[]): string {
  const names = evidence.flatMap((each) => (each.kind === "pair" ? [caseInWords(each.case)] : []));
  return names.sort((a, b) => b.length - a.length).reduce((rest, name) => rest.replaceAll(name, " "), text);
}

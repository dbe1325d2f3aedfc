import type { AskResult } from "../app/ask-result.ts";
import type { Evidence } from "../chat/contract.ts";
import { oneLine } from "./output.ts";

/** Characters of another patient's text that a list shows; this scan's own evidence is short, and is never cut. */
const caseCharacters = 240;

/** A piece of evidence as a list shows it: `[3] Other patient, case A1: …`. */
export function evidenceInWords(evidence: Evidence): string {
  const { marker, text } = evidence;
  return evidence.kind === "pair"
    ? `${marker} Other patient, case ${evidence.case}${evidence.pinned ? ", pinned" : ""}: ${oneLine(text, caseCharacters)}`
    : `${marker} ${oneLine(text, Number.POSITIVE_INFINITY)}`;
}

/** What the user had pinned and banned, a line for each. */
export function marksInWords({ pinned = [], banned = [] }: AskResult["provenance"]): readonly string[] {
  return [
    ...pinned.map((each) => `Pinned: pair ${each.pairId} of case ${each.case}`),
    ...banned.map((each) => `Banned: case ${each.case}, by pair ${each.pairId}`),
  ];
}

import type { Evidence } from "../chat/contract.ts";
import { oneLine } from "./output.ts";

/** Characters of another patient's text that a list shows; this scan's own evidence is short, and is never cut. */
const caseCharacters = 240;

/** A piece of evidence as a list shows it: `[3] Other patient, case A1: …`. */
export function evidenceInWords(evidence: Evidence): string {
  const { marker, text } = evidence;
  return evidence.kind === "pair"
    ? `${marker} Other patient, case ${evidence.case}: ${oneLine(text, caseCharacters)}`
    : `${marker} ${oneLine(text, Number.POSITIVE_INFINITY)}`;
}

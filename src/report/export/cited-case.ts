import { caseInWords } from "../../chat/case-in-words.ts";
import type { PairEvidence } from "../../chat/contract.ts";
import type { Report, ReportSentence } from "../contract.ts";

/** Another patient's case that a report quotes, as exports list it. */
export interface CitedCase {
  readonly marker: string;
  readonly pairId: string;
  readonly case: string;
  readonly cosine: number;
  readonly source: string;
  readonly licence: string;
  readonly label: string | null;
  readonly text: string;
}

/** The cases that sentences of the report still cite, in the order of their markers. */
export function citedCases({ sections, evidence, provenance }: Report): readonly CitedCase[] {
  const cited = new Set(
    sections.flatMap(({ sentences }) =>
      sentences.flatMap(({ citations }) => citations.map(({ evidenceId }) => evidenceId)),
    ),
  );
  return evidence
    .filter((each): each is PairEvidence => each.kind === "pair" && cited.has(each.id))
    .map(({ marker, pairId, case: caseId, cosine, source, label, text }) => ({
      marker,
      pairId,
      case: caseInWords(caseId),
      cosine,
      source: source ?? "not stated",
      licence: provenance.retrieved.find((each) => each.pairId === pairId)?.licence ?? "not stated",
      label,
      text,
    }));
}

/** Evidence that is about this scan itself. */
export function ownEvidence({ evidence }: Report): readonly { readonly marker: string; readonly text: string }[] {
  return evidence.filter(({ kind }) => kind !== "pair");
}

/** A flag in words. */
export const flagInWords = {
  UNSUPPORTED: "unsupported",
  CITATION_INVALID: "citation invalid",
  OTHER_PATIENT: "other patient",
  LOW_AGREEMENT: "low agreement",
  NO_REPORT_SENTENCES: "no report sentences",
  EDITED: "edited by a person",
} as const;

/** What stands in words behind a sentence: that it quotes another patient, and its flag. */
export function notesOf({ citations, flag }: Pick<ReportSentence, "citations" | "flag">): readonly string[] {
  const other = flag?.code !== "OTHER_PATIENT" && citations.some(({ pairId }) => pairId !== undefined);
  return [
    ...(other ? [flagInWords.OTHER_PATIENT] : []),
    ...(flag ? [`${flagInWords[flag.code]}: ${flag.message}`] : []),
  ];
}

/** Markers of a sentence, each once: `["[1]", "[3]"]`. */
export function markersOf(citations: readonly { readonly marker: string }[]): readonly string[] {
  return [...new Set(citations.map(({ marker }) => marker))];
}

/** What the reader of an export should know of where it comes from. */
export function provenanceLines({
  id,
  version,
  edited,
  revertedTo,
  createdAt,
  template,
  provenance,
  confirmation,
  earlierConfirmations,
}: Report): readonly string[] {
  const confirmations = confirmation ? [...earlierConfirmations, confirmation] : earlierConfirmations;
  return [
    `Report ${id}, version ${version}${revertedTo === null ? "" : `, as version ${revertedTo} was`}${edited ? ", edited by a person" : ""}, drafted ${createdAt}`,
    ...confirmations.map((each) => `Version ${each.version} was confirmed by ${each.by}, ${each.at}`),
    `Template: ${template.title} (${template.id}, version ${provenance.template.version})`,
    `Written by: ${provenance.backend}; encoder: ${provenance.encoder}; library: ${provenance.library}`,
    `Scan: sha256 ${provenance.scanSha256}`,
  ];
}

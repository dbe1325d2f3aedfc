import type { ReportDraft } from "../report/contract.ts";

/** A draft, and which of its sections state something of this scan. */
export interface DraftedReport {
  readonly draft: ReportDraft;
  /** Ids of the sections that hold statements. */
  readonly statements: ReadonlySet<string>;
}

/** Every sentence of a draft, as `report` writes it. */
export function draftText({ sections }: ReportDraft): string {
  return sections.flatMap(({ sentences }) => sentences.map(({ text }) => text)).join(" ");
}

/** The words that a draft quotes from similar cases, without the frame around them. */
export function quotedText({ sections, evidence }: ReportDraft): string {
  const pairs = new Set(evidence.filter(({ kind }) => kind === "pair").map(({ id }) => id));
  const citations = sections.flatMap(({ sentences }) => sentences.flatMap((sentence) => sentence.citations));
  return citations
    .filter(({ evidenceId }) => pairs.has(evidenceId))
    .map(({ quote }) => quote)
    .join(". ");
}

/** What a draft says of this scan without a flag, titles in quotation marks left out: they are names of name sets. */
export function statedText({ draft, statements }: DraftedReport): string {
  const pairs = new Set(draft.evidence.filter(({ kind }) => kind === "pair").map(({ id }) => id));
  return draft.sections
    .filter(({ id }) => statements.has(id))
    .flatMap(({ sentences }) => sentences)
    .filter(({ flag, citations }) => !flag && !citations.some(({ evidenceId }) => pairs.has(evidenceId)))
    .map(({ text }) => text.replace(/"[^"]*"/g, ""))
    .join(" ");
}

import type { ChatModel } from "../chat/chat-model.ts";
import type { Evidence, PromptRecord, ProvenanceRecord } from "../chat/contract.ts";
import type { QuestionTerms } from "../chat/question-terms.ts";
import { sha256Hex } from "../core/sha256.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { Encoding } from "../encoders/encoding.ts";
import type { ReportTemplate } from "../report/template.ts";
import type { Library } from "../retrieval/library.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { promptRecord, provenanceRecord } from "./provenance-record.ts";

export interface ReportRecordParts {
  readonly caselens: string;
  readonly encoding: Encoding;
  readonly terms: QuestionTerms;
  readonly promptSets: readonly PromptSet[];
  readonly template: ReportTemplate;
  /** The prompt by which a language model rewrote it; null: none did. */
  readonly prompt: PromptRecord | null;
  readonly model: ChatModel | null;
  readonly library: Library;
  readonly libraryVersion: number;
}

/** What a report was made with; its template counts as a prompt. */
export function reportRecord(
  scan: EncodedScan,
  evidence: readonly Evidence[],
  { template, prompt, terms, ...parts }: ReportRecordParts,
): Promise<ProvenanceRecord> {
  const { id, version } = template;
  const asPrompt = { id: `template ${id}`, version, sha256: sha256Hex(JSON.stringify(template)) };
  return provenanceRecord({
    ...parts,
    scan,
    evidence,
    prompts: [asPrompt, promptRecord(terms), ...(prompt ? [promptRecord(prompt)] : [])],
  });
}

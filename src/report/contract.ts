import type { AnswerFlag, Citation, Evidence, SentenceFlag } from "../chat/contract.ts";
import type { RegionPx } from "../imaging/contract.ts";

/** One sentence of a draft. A sentence without a citation always has a flag. */
export interface ReportSentence {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly flag?: SentenceFlag;
}

export interface ReportSection {
  /** Stable within its template: `findings`. */
  readonly id: string;
  readonly title: string;
  readonly sentences: readonly ReportSentence[];
}

/** A draft before it is stored. Every report of ours is one. */
export interface ReportDraft {
  readonly draft: true;
  readonly template: { readonly id: string; readonly title: string };
  readonly sections: readonly ReportSection[];
  readonly evidence: readonly Evidence[];
  readonly flags: readonly AnswerFlag[];
}

/** What it takes to check a report. */
export interface ReportProvenance {
  /** `evidence-writer`, or the language model's name from the configuration. */
  readonly backend: string;
  readonly encoder: string;
  readonly library: string;
  readonly scanSha256: string;
  readonly imageKind: unknown;
  readonly seenInTraining: boolean | null;
  readonly retrieved: readonly {
    readonly pairId: string;
    readonly case: string;
    readonly cosine: number;
    readonly licence: string | null;
  }[];
  readonly template: {
    readonly version: number;
    readonly source: string;
    /** What kind of document an export is coded as. */
    readonly document: "imaging" | "pathology";
  };
  /** Null: the whole image. */
  readonly region: RegionPx | null;
}

/** A stored draft. */
export interface Report extends ReportDraft {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Counts saved edits, from 1. */
  readonly version: number;
  /** True once a person changed a sentence. */
  readonly edited: boolean;
  readonly provenance: ReportProvenance;
}

/** What a person changed in a draft. */
export interface ReportEdit {
  /** The version that it was made from. */
  readonly version: number;
  /** Sections with all of their sentences; those that are left out stay as they are. */
  readonly sections: readonly Pick<ReportSection, "id" | "sentences">[];
}

export const reportFormats = ["json", "md", "docx", "pdf", "fhir.json"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Pictures of a report's exports: JPEG or PNG bytes. */
export interface ReportPictures {
  /** The scan itself, with the region outlined where there is one. */
  readonly keyImage: Uint8Array;
  /** Views of the cited pairs, by pair id; those of the library that are still there. */
  readonly citedCases: ReadonlyMap<string, Uint8Array>;
}

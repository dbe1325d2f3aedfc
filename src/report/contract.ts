import type { AnswerFlag, Citation, Evidence, ProvenanceRecord, SentenceFlag } from "../chat/contract.ts";
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

/** A draft before it is stored. Everything that the program writes is one. */
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
  /** Absent: a report of an earlier version. */
  readonly record?: ProvenanceRecord;
}

/** That somebody read a version and stands for it. The name is what was typed: nobody checks whose it is. */
export interface Confirmation {
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The version that was read. */
  readonly version: number;
  /** What was knowingly left in it. */
  readonly accepted: Remaining;
}

/** Sentences of a version that a reader must know of before confirming it. */
export interface Remaining {
  /** With a flag; not those that a person wrote. */
  readonly flagged: number;
  /** Without one, but with another patient's words. */
  readonly otherPatients: number;
}

/** A stored report: a draft until somebody confirms it, and again with the next edit. */
export interface Report extends Omit<ReportDraft, "draft"> {
  /** True while nobody has confirmed this version. */
  readonly draft: boolean;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Counts saved edits, from 1. */
  readonly version: number;
  /** When this version was saved: ISO 8601, UTC; null for one saved before that was kept. */
  readonly savedAt: string | null;
  /** True once a person changed a sentence. */
  readonly edited: boolean;
  /** The earlier version whose sentences this one took back. */
  readonly revertedTo: number | null;
  /** Of this version. */
  readonly confirmation: Confirmation | null;
  /** Of earlier versions, oldest first. */
  readonly earlierConfirmations: readonly Confirmation[];
  readonly provenance: ReportProvenance;
}

/** What somebody who confirms a report says. */
export interface ConfirmRequest {
  /** The version that was read. */
  readonly version: number;
  readonly by: string;
  /** Flagged sentences and other patients' words may stay in it. */
  readonly acceptFlagged: boolean;
}

/** A stored version in a list of them. */
export interface ReportVersion
  extends Pick<Report, "version" | "savedAt" | "edited" | "revertedTo" | "draft" | "confirmation"> {
  /** Sentences that it has and the version before has not, and the other way round. */
  readonly added: number;
  readonly removed: number;
}

/** What two versions of a section have in common and what not, in the order of reading. */
export interface SectionChanges {
  readonly id: string;
  readonly title: string;
  readonly sentences: readonly {
    readonly change: "same" | "added" | "removed";
    readonly sentence: ReportSentence;
  }[];
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

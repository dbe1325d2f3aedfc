import { z } from "zod";
import { answerFields, ModelUseDocument, RecordDocument } from "../chat/answer-schema.ts";
import type { Answer, CheckedAnswerSentence, ModelUse, ProvenanceRecord } from "../chat/contract.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";

/** A pair with its case, which a ban leaves out whole. */
export interface MarkedPair {
  readonly pairId: string;
  readonly case: string;
}

/** An answer with what it takes to check it. */
export interface AskResult extends Answer {
  readonly sentences: readonly CheckedAnswerSentence[];
  /** By which it is stored and explained. */
  readonly id: string;
  /** The conversation that it belongs to. */
  readonly session: string;
  /** True: the language model broke off, `errorCode` says why, and this is what it had said. */
  readonly partial?: true;
  readonly errorCode?: string;
  readonly provenance: {
    /** `evidence-writer`, or a language model's name in the configuration. */
    readonly backend: string;
    /** A language model's id on its server. */
    readonly model?: string;
    /** Prompts with their versions: `answer-rules@1 answer-question@1`. */
    readonly prompt?: string;
    /** What a language model was given, and what it took. */
    readonly modelUse?: ModelUse;
    /** Language model that judged whether the evidence says what the sentences say. */
    readonly judge?: string;
    readonly encoder: string;
    readonly library: string;
    readonly questionSha256: string;
    readonly scanSha256: string;
    readonly region: EncodedScan["region"];
    readonly imageKind: EncodedScan["kind"];
    readonly familiarity: EncodedScan["familiarity"];
    readonly seenInTraining: boolean | null;
    readonly retrieved: readonly { readonly pairId: string; readonly cosine: number }[];
    /** Absent: an answer of an earlier version. */
    readonly record?: ProvenanceRecord;
    /** What the user had pinned and banned in this conversation; absent: nothing, or an answer of an earlier version. */
    readonly pinned?: readonly MarkedPair[];
    readonly banned?: readonly MarkedPair[];
  };
}

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const MarkedPairsDocument = z.array(z.object({ pairId: z.string(), case: z.string() }));
const pixels = z.int().nonnegative();
const AskResultDocument = z
  .object({
    ...answerFields,
    id: z.string(),
    session: z.string(),
    partial: z.literal(true).optional(),
    errorCode: z.string().optional(),
    provenance: z
      .object({
        backend: z.string(),
        model: z.string().optional(),
        prompt: z.string().optional(),
        modelUse: ModelUseDocument.optional(),
        judge: z.string().optional(),
        encoder: z.string(),
        library: z.string(),
        questionSha256: Sha256,
        scanSha256: Sha256,
        region: z.object({ xPx: pixels, yPx: pixels, widthPx: pixels, heightPx: pixels }).nullable(),
        imageKind: z
          .object({
            kind: z.string(),
            shares: z.record(z.string(), z.number()),
            distance: z.number(),
            distanceThreshold: z.number(),
          })
          .nullable(),
        familiarity: z.object({ cosine: z.number(), atLeast: z.number(), familiar: z.boolean() }).nullable(),
        seenInTraining: z.boolean().nullable(),
        retrieved: z.array(z.object({ pairId: z.string(), cosine: z.number() })),
        record: RecordDocument.optional(),
        pinned: MarkedPairsDocument.optional(),
        banned: MarkedPairsDocument.optional(),
      })
      .transform(({ model, prompt, modelUse, judge, record, pinned, banned, ...rest }) => ({
        ...rest,
        ...(record && { record }),
        ...(pinned && { pinned }),
        ...(banned && { banned }),
        ...(model !== undefined && { model }),
        ...(prompt !== undefined && { prompt }),
        ...(modelUse !== undefined && { modelUse }),
        ...(judge !== undefined && { judge }),
      })),
  })
  .transform(({ partial, errorCode, reason, route, suggestions, ...rest }) => ({
    ...rest,
    ...(route && { route }),
    ...(suggestions && { suggestions }),
    ...(partial && { partial }),
    ...(errorCode !== undefined && { errorCode }),
    ...(reason !== undefined && { reason }),
  }));

/** A stored answer, read back. @throws {z.ZodError} */
export function parseAskResult(document: unknown): AskResult {
  return AskResultDocument.parse(document);
}

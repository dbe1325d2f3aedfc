import { z } from "zod";
import type { Report } from "./contract.ts";

const Marker = z.string().regex(/^\[\d+\]$/);
const EvidenceId = z.string().regex(/^E\d+$/);

const Citation = z
  .strictObject({ marker: Marker, evidenceId: EvidenceId, pairId: z.string().optional(), quote: z.string().min(1) })
  .transform(({ pairId, ...rest }) => ({ ...rest, ...(pairId !== undefined && { pairId }) }));

const SentenceFlag = z.strictObject({
  code: z.enum(["UNSUPPORTED", "CITATION_INVALID", "OTHER_PATIENT", "LOW_AGREEMENT", "NO_REPORT_SENTENCES", "EDITED"]),
  message: z.string(),
});

const Sentence = z
  .strictObject({ text: z.string().min(1), citations: z.array(Citation), flag: SentenceFlag.optional() })
  .refine(({ citations, flag }) => citations.length > 0 || flag !== undefined, { error: "neither cited nor flagged" })
  .transform(({ flag, ...rest }) => ({ ...rest, ...(flag !== undefined && { flag }) }));

const base = { id: EvidenceId, marker: Marker, text: z.string().min(1) };
const Score = z.strictObject({ name: z.string(), share: z.number() });
const Evidence = z.discriminatedUnion("kind", [
  z.strictObject({ ...base, kind: z.literal("score"), question: z.string(), scores: z.array(Score) }),
  z.strictObject({
    ...base,
    kind: z.literal("pair"),
    pairId: z.string(),
    case: z.string(),
    cosine: z.number(),
    source: z.string().nullable(),
    modality: z.string().nullable(),
    label: z.string().nullable(),
  }),
  z.strictObject({ ...base, kind: z.literal("metadata") }),
  z.strictObject({ ...base, kind: z.literal("user") }),
]);

const AnswerFlag = z
  .strictObject({
    code: z.enum([
      "SEEN_IN_TRAINING",
      "UNFAMILIAR_IMAGE",
      "OWN_CASE_LEFT_OUT",
      "OTHER_PATIENTS_ONLY",
      "TRAINED_CLASSES",
      ...SentenceFlag.shape.code.options,
    ]),
    message: z.string(),
    sentence: z.int().nonnegative().optional(),
  })
  .transform(({ sentence, ...rest }) => ({ ...rest, ...(sentence !== undefined && { sentence }) }));

/** A report as it is stored and sent. A sentence with neither citation nor flag is refused, and so is one that is no draft. */
export const ReportDocument = z.strictObject({
  id: z.string(),
  createdAt: z.iso.datetime(),
  version: z.int().positive(),
  edited: z.boolean(),
  draft: z.literal(true),
  template: z.strictObject({ id: z.string(), title: z.string() }),
  sections: z.array(z.strictObject({ id: z.string(), title: z.string(), sentences: z.array(Sentence) })),
  evidence: z.array(Evidence),
  flags: z.array(AnswerFlag),
  provenance: z.strictObject({
    backend: z.string(),
    encoder: z.string(),
    library: z.string(),
    scanSha256: z.string().regex(/^[0-9a-f]{64}$/),
    imageKind: z.unknown(),
    seenInTraining: z.boolean().nullable(),
    retrieved: z.array(
      z.strictObject({
        pairId: z.string(),
        case: z.string(),
        cosine: z.number(),
        licence: z.string().nullable(),
      }),
    ),
    template: z.strictObject({
      version: z.int().positive(),
      source: z.string(),
      document: z.enum(["imaging", "pathology"]),
    }),
    region: z.strictObject({ xPx: z.int(), yPx: z.int(), widthPx: z.int(), heightPx: z.int() }).nullable(),
  }),
});

/** Checks that what the schema gives is what the program takes. */
export function parseReport(text: string): Report {
  return ReportDocument.parse(JSON.parse(text));
}

import { z } from "zod";
import {
  CitationDocument,
  EvidenceDocument,
  FlagDocument,
  RecordDocument,
  SENTENCE_FLAG_CODES,
} from "../chat/answer-schema.ts";
import type { Report } from "./contract.ts";

const SentenceFlag = z.strictObject({ code: z.enum(SENTENCE_FLAG_CODES), message: z.string() });

export const SentenceDocument = z
  .strictObject({ text: z.string().min(1), citations: z.array(CitationDocument), flag: SentenceFlag.optional() })
  .refine(({ citations, flag }) => citations.length > 0 || flag !== undefined, { error: "neither cited nor flagged" })
  .transform(({ flag, ...rest }) => ({ ...rest, ...(flag !== undefined && { flag }) }));

const version = z.int().positive();
const count = z.int().nonnegative();

export const ConfirmationDocument = z
  .strictObject({
    by: z.string().min(1),
    at: z.iso.datetime(),
    version,
    accepted: z.strictObject({ flagged: count, otherPatients: count }),
  })
  .meta({
    id: "Confirmation",
    description: "Who read which version and stands for it. Nobody checks whose name it is.",
  });

const fields = z.strictObject({
  id: z.string(),
  createdAt: z.iso.datetime(),
  version,
  savedAt: z.iso.datetime().nullable().default(null),
  edited: z.boolean(),
  revertedTo: version.nullable().default(null),
  draft: z.boolean().meta({ description: "True while nobody has confirmed this version." }),
  confirmation: ConfirmationDocument.nullable().default(null),
  earlierConfirmations: z.array(ConfirmationDocument).default([]),
  template: z.strictObject({ id: z.string(), title: z.string() }),
  sections: z.array(z.strictObject({ id: z.string(), title: z.string(), sentences: z.array(SentenceDocument) })),
  evidence: z.array(EvidenceDocument),
  flags: z.array(FlagDocument),
  provenance: z
    .strictObject({
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
      record: RecordDocument.optional(),
    })
    .transform(({ record, ...rest }) => ({ ...rest, ...(record && { record }) })),
});

/**
 * A report as it is stored and sent. Refused: a sentence with neither citation nor flag, and one that is called no draft without having been
 * confirmed in this very version.
 */
export const ReportDocument = fields.refine(
  ({ draft, version: own, confirmation }) =>
    draft === (confirmation === null) && (confirmation === null || confirmation.version === own),
  { error: "neither a draft nor confirmed" },
);

/** Checks that what the schema gives is what the program takes. */
export function parseReport(text: string): Report {
  return ReportDocument.parse(JSON.parse(text));
}

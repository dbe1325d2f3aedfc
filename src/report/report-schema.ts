import { z } from "zod";
import { CitationDocument, EvidenceDocument, FlagDocument, SENTENCE_FLAG_CODES } from "../chat/answer-schema.ts";
import type { Report } from "./contract.ts";

const SentenceFlag = z.strictObject({ code: z.enum(SENTENCE_FLAG_CODES), message: z.string() });

const Sentence = z
  .strictObject({ text: z.string().min(1), citations: z.array(CitationDocument), flag: SentenceFlag.optional() })
  .refine(({ citations, flag }) => citations.length > 0 || flag !== undefined, { error: "neither cited nor flagged" })
  .transform(({ flag, ...rest }) => ({ ...rest, ...(flag !== undefined && { flag }) }));

/** A report as it is stored and sent. A sentence with neither citation nor flag is refused, and so is one that is no draft. */
export const ReportDocument = z.strictObject({
  id: z.string(),
  createdAt: z.iso.datetime(),
  version: z.int().positive(),
  edited: z.boolean(),
  draft: z.literal(true),
  template: z.strictObject({ id: z.string(), title: z.string() }),
  sections: z.array(z.strictObject({ id: z.string(), title: z.string(), sentences: z.array(Sentence) })),
  evidence: z.array(EvidenceDocument),
  flags: z.array(FlagDocument),
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

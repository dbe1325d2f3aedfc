import { z } from "zod";

const Marker = z.string().regex(/^\[\d+\]$/);
const EvidenceId = z.string().regex(/^E\d+$/);
const base = { id: EvidenceId, marker: Marker, text: z.string() };

const CitationDocument = z
  .object({ marker: Marker, evidenceId: EvidenceId, pairId: z.string().optional(), quote: z.string() })
  .transform(({ pairId, ...rest }) => ({ ...rest, ...(pairId !== undefined && { pairId }) }));

const EvidenceDocument = z.discriminatedUnion("kind", [
  z.object({
    ...base,
    kind: z.literal("score"),
    question: z.string(),
    scores: z.array(z.object({ name: z.string(), share: z.number() })),
  }),
  z.object({
    ...base,
    kind: z.literal("pair"),
    pairId: z.string(),
    case: z.string(),
    cosine: z.number(),
    source: z.string().nullable(),
    modality: z.string().nullable(),
    label: z.string().nullable(),
  }),
  z.object({ ...base, kind: z.literal("metadata") }),
  z.object({ ...base, kind: z.literal("user") }),
]);

const FlagDocument = z
  .object({
    code: z.enum([
      "SEEN_IN_TRAINING",
      "UNFAMILIAR_IMAGE",
      "OWN_CASE_LEFT_OUT",
      "OTHER_PATIENTS_ONLY",
      "TRAINED_CLASSES",
      "UNSUPPORTED",
      "CITATION_INVALID",
      "OTHER_PATIENT",
      "LOW_AGREEMENT",
      "NO_REPORT_SENTENCES",
      "EDITED",
    ]),
    message: z.string(),
    sentence: z.int().nonnegative().optional(),
  })
  .transform(({ sentence, ...rest }) => ({ ...rest, ...(sentence !== undefined && { sentence }) }));

/** The fields of a stored `Answer`. */
export const answerFields = {
  answer: z.string(),
  shortAnswer: z.string().nullable(),
  citations: z.array(CitationDocument),
  evidence: z.array(EvidenceDocument),
  probability: z.number().nullable(),
  questionOnlyProbability: z.number().nullable(),
  calibrated: z.boolean(),
  abstained: z.boolean(),
  reason: z.string().optional(),
  flags: z.array(FlagDocument),
} as const;

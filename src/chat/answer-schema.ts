import { z } from "zod";
import { routeKinds } from "./contract.ts";

const Marker = z.string().regex(/^\[\d+\]$/);
const EvidenceId = z.string().regex(/^E\d+$/);
const base = { id: EvidenceId, marker: Marker, text: z.string().min(1) };

/** A stored `Citation`. */
export const CitationDocument = z
  .strictObject({ marker: Marker, evidenceId: EvidenceId, pairId: z.string().optional(), quote: z.string().min(1) })
  .transform(({ pairId, ...rest }) => ({ ...rest, ...(pairId !== undefined && { pairId }) }));

const ScoreDocument = z.strictObject({ name: z.string(), share: z.number() });

/** A stored piece of `Evidence`. */
export const EvidenceDocument = z.discriminatedUnion("kind", [
  z.strictObject({ ...base, kind: z.literal("score"), question: z.string(), scores: z.array(ScoreDocument) }),
  z
    .strictObject({
      ...base,
      kind: z.literal("pair"),
      pairId: z.string(),
      case: z.string(),
      cosine: z.number(),
      source: z.string().nullable(),
      modality: z.string().nullable(),
      label: z.string().nullable(),
      pinned: z.literal(true).optional(),
    })
    .transform(({ pinned, ...rest }) => ({ ...rest, ...(pinned && { pinned }) })),
  z.strictObject({
    ...base,
    kind: z.literal("vqa"),
    question: z.string(),
    questionKind: z.string(),
    answer: z.enum(["yes", "no"]),
    probability: z.number(),
    questionOnlyProbability: z.number(),
    answerableShare: z.number(),
    calibration: z.strictObject({ shareAtLeast: z.number(), right: z.number(), n: z.int() }),
  }),
  z.strictObject({ ...base, kind: z.literal("metadata") }),
  z.strictObject({ ...base, kind: z.literal("user") }),
]);

/** What a single sentence can be flagged for. */
export const SENTENCE_FLAG_CODES = [
  "UNSUPPORTED",
  "CITATION_INVALID",
  "OTHER_PATIENT",
  "LOW_AGREEMENT",
  "NO_REPORT_SENTENCES",
  "EDITED",
] as const;

/** A stored `AnswerFlag`. */
export const FlagDocument = z
  .strictObject({
    code: z.enum([
      "SEEN_IN_TRAINING",
      "UNFAMILIAR_IMAGE",
      "OWN_CASE_LEFT_OUT",
      "OTHER_PATIENTS_ONLY",
      "TRAINED_CLASSES",
      "EVIDENCE_LEFT_OUT",
      "JUDGE_FAILED",
      "WITHHELD",
      "BANNED_LEFT_OUT",
      "PIN_GONE",
      ...SENTENCE_FLAG_CODES,
    ]),
    message: z.string(),
    sentence: z.int().nonnegative().optional(),
  })
  .transform(({ sentence, ...rest }) => ({ ...rest, ...(sentence !== undefined && { sentence }) }));

const ChecksDocument = z.strictObject({
  quoted: z.enum(["stands", "does not stand", "nothing quoted"]),
  entailed: z.strictObject({
    verdict: z.enum(["yes", "no", "unclear"]),
    words: z.number(),
    cosine: z.number().nullable(),
    by: z.string(),
  }),
  image: z.strictObject({
    verdict: z.enum(["for", "against", "unclear", "not measured"]),
    measured: z.strictObject({ question: z.string(), name: z.string(), share: z.number() }).nullable(),
    likeness: z.number(),
  }),
});

/** A stored `CheckedAnswerSentence`. */
const SentenceDocument = z.strictObject({
  text: z.string(),
  citations: z.array(CitationDocument),
  checks: ChecksDocument,
});

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A stored `ProvenanceRecord`. */
export const RecordDocument = z
  .strictObject({
    caselens: z.string(),
    models: z.array(z.strictObject({ role: z.enum(["search and names", "scores", "language model"]), id: z.string() })),
    prompts: z.array(z.strictObject({ id: z.string(), version: z.int(), sha256: Sha256 })),
    library: z.strictObject({ name: z.string(), createdAt: z.iso.datetime(), version: z.int() }),
    views: z.array(
      z
        .strictObject({
          of: z.enum(["scan", "pair"]),
          pairId: z.string().optional(),
          use: z.enum(["encoded", "retrieved", "sent"]),
          sha256: Sha256,
        })
        .transform(({ pairId, ...rest }) => ({ ...rest, ...(pairId !== undefined && { pairId }) })),
    ),
    seed: z.int().nullable(),
  })
  .meta({
    description: "What it was made with: program, models, prompts, the library's version, and hashes of pictures.",
  });

const suggestion = { label: z.string(), command: z.string() };
/** A stored `Suggestion`. */
const SuggestionDocument = z.discriminatedUnion("kind", [
  z.strictObject({ ...suggestion, kind: z.literal("ask"), question: z.string() }),
  z.strictObject({ ...suggestion, kind: z.literal("cases"), text: z.string().nullable() }),
  z.strictObject({ ...suggestion, kind: z.literal("classify"), names: z.array(z.string()) }),
  z.strictObject({ ...suggestion, kind: z.literal("draft") }),
  z.strictObject({ ...suggestion, kind: z.literal("case"), pairId: z.string() }),
]);

/** The fields of a stored `Answer`. */
export const answerFields = {
  route: z.enum(routeKinds).optional().meta({ description: "What was asked for, as fixed words tell." }),
  suggestions: z
    .array(SuggestionDocument)
    .optional()
    .meta({ description: "Where what was asked for is done, or what can be asked instead." }),
  answer: z.string(),
  shortAnswer: z.string().nullable(),
  /** None in answers that were stored before sentences were checked one by one. */
  sentences: z.array(SentenceDocument).default([]),
  citations: z.array(CitationDocument),
  evidence: z.array(EvidenceDocument),
  probability: z.number().nullable(),
  questionOnlyProbability: z.number().nullable(),
  calibrated: z.boolean(),
  abstained: z.boolean(),
  reason: z.string().optional(),
  flags: z.array(FlagDocument),
} as const;

/** A stored `ModelUse`. */
export const ModelUseDocument = z.strictObject({
  shots: z.int().nonnegative(),
  pairsLeftOut: z.int().nonnegative(),
  promptTokens: z.int().nonnegative(),
  answerTokens: z.int().nonnegative(),
  countedByServer: z.boolean(),
  cost: z.strictObject({ value: z.number().nonnegative(), currency: z.string() }).nullable(),
});

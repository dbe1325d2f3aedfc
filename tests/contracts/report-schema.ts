import { z } from "zod";

/**
 * What `report --json` prints and `POST /v1/reports` answers, as DESIGN.md has it. Strict, and written apart from the program's own
 * schema: a field that it adds is added here too.
 */
const Words = z.string().min(1);
const Share = z.number().min(0).max(1);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const PairId = z.string().regex(/^[0-9a-f]{32}$/);
const Code = z.string().regex(/^[A-Z][A-Z_]+$/);
const Marker = z.string().regex(/^\[\d+\]$/);
const EvidenceId = z.string().regex(/^E\d+$/);
const base = { id: EvidenceId, marker: Marker, text: Words };

const Citation = z.strictObject({ marker: Marker, evidenceId: EvidenceId, pairId: PairId.optional(), quote: Words });
const Sentence = z
  .strictObject({
    text: Words,
    citations: z.array(Citation),
    flag: z.strictObject({ code: Code, message: Words }).optional(),
  })
  .refine(({ citations, flag }) => citations.length > 0 || flag !== undefined);

/** What an answer or a report was made with. */
export const ProvenanceRecord = z.strictObject({
  caselens: z.string().min(1),
  models: z
    .array(z.strictObject({ role: z.enum(["search and names", "scores", "language model"]), id: z.string().min(1) }))
    .min(2),
  prompts: z
    .array(z.strictObject({ id: z.string().min(1), version: z.int().positive(), sha256: z.string().length(64) }))
    .min(1),
  library: z.strictObject({ name: z.string().min(1), createdAt: z.iso.datetime(), version: z.int().positive() }),
  views: z
    .array(
      z.strictObject({
        of: z.enum(["scan", "pair"]),
        pairId: z.string().length(32).optional(),
        use: z.enum(["encoded", "retrieved", "sent"]),
        sha256: z.string().length(64),
      }),
    )
    .min(1),
  seed: z.null(),
});

const Confirmation = z.strictObject({
  by: Words,
  at: z.iso.datetime(),
  version: z.int().positive(),
  accepted: z.strictObject({ flagged: z.int().nonnegative(), otherPatients: z.int().nonnegative() }),
});

export const ReportJson = z
  .strictObject({
    id: Words,
    createdAt: z.iso.datetime(),
    version: z.int().positive(),
    savedAt: z.iso.datetime().nullable(),
    edited: z.boolean(),
    revertedTo: z.int().positive().nullable(),
    draft: z.boolean(),
    confirmation: Confirmation.nullable(),
    earlierConfirmations: z.array(Confirmation),
    template: z.strictObject({ id: Words, title: Words }),
    sections: z.array(z.strictObject({ id: Words, title: Words, sentences: z.array(Sentence) })).min(1),
    evidence: z.array(
      z.discriminatedUnion("kind", [
        z.strictObject({
          ...base,
          kind: z.literal("score"),
          question: Words,
          scores: z.array(z.strictObject({ name: Words, share: Share })).min(1),
        }),
        z.strictObject({
          ...base,
          kind: z.literal("pair"),
          pairId: PairId,
          case: Words,
          cosine: z.number().min(-1.000001).max(1.000001),
          source: Words.nullable(),
          modality: Words.nullable(),
          label: Words.nullable(),
        }),
        z.strictObject({ ...base, kind: z.enum(["metadata", "user"]) }),
      ]),
    ),
    flags: z.array(z.strictObject({ code: Code, message: Words, sentence: z.int().nonnegative().optional() })),
    provenance: z.strictObject({
      backend: Words,
      encoder: z.string().regex(/^[a-z0-9.-]+@[0-9a-f]{8}$/),
      library: Words,
      scanSha256: Sha256,
      imageKind: z.looseObject({ kind: Words }).nullable(),
      seenInTraining: z.boolean().nullable(),
      retrieved: z.array(
        z.strictObject({ pairId: PairId, case: Words, cosine: z.number(), licence: Words.nullable() }),
      ),
      template: z.strictObject({
        version: z.int().positive(),
        source: Words,
        document: z.enum(["imaging", "pathology"]),
      }),
      region: z
        .strictObject({ xPx: z.int(), yPx: z.int(), widthPx: z.int().positive(), heightPx: z.int().positive() })
        .nullable(),
      record: ProvenanceRecord,
    }),
  })
  // No draft is one that was confirmed in this very version.
  .refine(({ draft, confirmation }) => draft === (confirmation === null))
  .refine(({ version, confirmation }) => confirmation === null || confirmation.version === version)
  // A quote stands in the evidence that it cites.
  .refine(({ sections, evidence }) =>
    sections.every(({ sentences }) =>
      sentences.every(({ citations }) =>
        citations.every(({ evidenceId, marker, quote }) =>
          evidence.some((each) => each.id === evidenceId && each.marker === marker && each.text.includes(quote)),
        ),
      ),
    ),
  );

import { z } from "zod";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const text = z.string();
const nullableText = z.string().nullable();
const count = z.int().nonnegative();
const px = z.int().positive();
export const Region = z.object({ xPx: count, yPx: count, widthPx: px, heightPx: px });

export const ErrorDocument = z
  .object({
    error: z.object({
      code: text,
      message: text,
      remedy: text,
      requestId: text,
      answerId: text.optional(),
      reportId: text
        .optional()
        .meta({ description: "The evidence writer's draft, kept where a language model failed." }),
    }),
  })
  .meta({ id: "Error" });

export const Scan = z
  .object({
    id: text,
    kind: z.literal("image"),
    sha256: Sha256,
    sizeBytes: z.int().positive(),
    createdAt: z.iso.datetime(),
    views: z.array(z.object({ id: text, label: text, widthPx: px, heightPx: px })).min(1),
  })
  .meta({ id: "Scan" });
export const AddedScan = Scan.extend({ duplicate: z.boolean() }).meta({ id: "AddedScan" });
export const AddedScans = z
  .union([AddedScan, z.object({ scans: z.array(AddedScan).min(2) })])
  .meta({ id: "AddedScans", description: "The scan; of a form with several files: all of them, in its order." });
export const ScanList = z.object({ scans: z.array(Scan) });
export const Deleted = z.object({ deleted: text });

export const ImageKind = z
  .object({ kind: text, shares: z.record(z.string(), z.number()), distance: z.number(), distanceThreshold: z.number() })
  .nullable();

export const Similar = z
  .object({
    library: text,
    results: z.array(
      z.object({
        id: text,
        score: z.number(),
        cosine: z.number(),
        caption: nullableText,
        label: nullableText,
        case: text,
        source: nullableText,
        modality: nullableText,
        kind: nullableText,
        anatomy: nullableText,
        licence: nullableText,
        partition: nullableText,
        why: text,
        sameImage: z.boolean(),
      }),
    ),
    nothingSimilar: z.boolean(),
    reason: text.optional(),
    seconds: z.number().nonnegative(),
  })
  .meta({ id: "Similar" });

const share = z.number().min(0).max(1);
export const Inspection = z
  .object({
    format: text,
    sizeBytes: count,
    sha256: Sha256,
    pages: count,
    steps: z.array(text),
    views: Scan.shape.views,
    kind: ImageKind,
    familiarity: z.object({ cosine: z.number(), atLeast: share, familiar: z.boolean() }).nullable(),
    organ: z.object({ name: text, share }).nullable(),
    promptSets: z.array(text),
    seenInTraining: z.boolean().nullable(),
  })
  .meta({ id: "Inspection" });
export const Classification = z
  .object({
    classes: z.array(z.object({ name: text, cosine: z.number(), share, probability: share.nullable() })).min(1),
    noneOfThese: share.nullable(),
    calibrated: z.boolean(),
    predictionSet: z.object({ level: share, names: z.array(text) }).nullable(),
    abstained: z.boolean(),
    reason: text.optional(),
    reasonCode: text.optional(),
    promptSpread: z.object({
      wordings: count,
      topAgreement: share,
      classes: z.array(z.object({ name: text, min: share, median: share, max: share })),
    }),
    provenance: z.object({
      encoder: text,
      scanSha256: Sha256,
      region: Region.nullable(),
      imageKind: ImageKind,
      seenInTraining: z.boolean().nullable(),
      trainedClasses: z.boolean(),
      trainedNames: z.array(text),
      multi: z.boolean(),
      calibration: z
        .object({
          source: z.enum(["shipped", "own"]),
          n: z.int().positive(),
          brier: z.number().min(0).max(2),
          slope: z.object({ value: z.number(), interval: z.tuple([z.number(), z.number()]) }),
          own: z.object({ data: text, cases: count, noneRate: share }).nullable(),
        })
        .nullable(),
      promptSet: z.object({ id: text, version: count, source: text, sha256: Sha256, templates: z.array(text) }),
    }),
  })
  .meta({ id: "Classification" });

const fraction = z.object({ min: share, median: share, max: share });
export const TriedNames = z
  .object({
    library: text,
    encoder: text,
    n: z.int().positive(),
    cases: z.int().positive(),
    seenInTraining: share.nullable(),
    unlabelled: count,
    cutOff: z.boolean(),
    balancedAccuracy: z.object({ value: share, low: share, high: share }).nullable(),
    promptSpread: z.object({ wordings: count, balancedAccuracy: fraction }),
    classes: z.array(z.object({ name: text, n: count, recall: share.nullable(), shares: z.array(count).length(10) })),
    confusion: z.array(z.array(count)),
    worst: z.array(z.object({ id: text, name: text, called: text, share })),
    seconds: z.number().nonnegative(),
  })
  .meta({ id: "TriedNames" });

import { z } from "zod";
import { adapterMethods } from "../../zeroshot/adapters/contract.ts";
import { ImageKind, Region } from "./scan-replies.ts";

const text = z.string();
const share = z.number().min(0).max(1);
const count = z.int().positive();
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const AdapterList = z.object({
  adapters: z.array(
    z.discriminatedUnion("usable", [
      z.object({
        name: text,
        usable: z.literal(true),
        method: z.enum(adapterMethods),
        classes: z.array(text).min(2),
        n: count,
        cases: count,
        data: text,
        createdAt: z.iso.datetime(),
      }),
      z.object({ name: text, usable: z.literal(false), code: text, reason: text }),
    ]),
  ),
});

export const AdapterClassification = z
  .object({
    classes: z.array(z.object({ name: text, cosine: z.number().nullable(), share, probability: z.null() })).min(2),
    noneOfThese: z.null(),
    calibrated: z.literal(false),
    predictionSet: z.null(),
    abstained: z.boolean(),
    reason: text.optional(),
    reasonCode: text.optional(),
    promptSpread: z.null(),
    provenance: z.object({
      encoder: text,
      scanSha256: Sha256,
      region: Region.nullable(),
      imageKind: ImageKind,
      seenInTraining: z.boolean().nullable(),
      trainedClasses: z.null(),
      trainedNames: z.null(),
      multi: z.literal(false),
      calibration: z.null(),
      promptSet: z.null(),
      adapter: z.object({
        method: z.enum(adapterMethods),
        checksum: Sha256,
        classes: z.array(z.object({ name: text, n: count, cases: count })).min(2),
        n: count,
        data: text,
        partition: text.nullable(),
        cases: count,
        promptsSha256: Sha256.nullable(),
        seed: z.int().nonnegative(),
        seenInTraining: share.nullable(),
        crossValidation: z.object({ folds: count, tried: count, balancedAccuracy: share }).nullable(),
        createdAt: z.iso.datetime(),
        caselens: text,
        scanAmongImages: z.boolean(),
      }),
    }),
  })
  .meta({ id: "AdapterClassification", description: "What an adapter says; null is what does not apply to it." });

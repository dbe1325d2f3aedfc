import { z } from "zod";
import { heatMapNames, heatMapUnits } from "../../zeroshot/heat-map/contract.ts";
import { ImageKind, Region } from "./scan-replies.ts";

const text = z.string();
const count = z.int().positive();

export const Located = z
  .object({
    name: z.enum(heatMapNames).meta({
      description:
        "`explanation` only on kinds of image on which the encoder's maps passed the tests that its card records.",
    }),
    of: text,
    unit: z.enum(heatMapUnits),
    grid: z.object({
      rows: count,
      columns: count,
      values: z.array(z.number()).meta({ description: "Row by row, in the unit." }),
      area: z.object({ xPx: z.number(), yPx: z.number(), widthPx: z.number(), heightPx: z.number() }).meta({
        description: "What the grid covers, in pixels of the view; it may end inside it or beyond its edges.",
      }),
    }),
    scale: z.object({ low: z.number(), high: z.number() }).meta({ description: "What the colours' ends stand for." }),
    picture: z.object({ widthPx: count, heightPx: count }),
    within: Region.meta({ description: "The part of the view that was looked at." }),
    abstained: z.boolean(),
    reason: text.optional(),
    reasonCode: text.optional(),
    provenance: z.object({
      encoder: text,
      scanSha256: text,
      region: Region.nullable(),
      imageKind: ImageKind,
      seenInTraining: z.boolean().nullable(),
      smoothingCells: z.number().nonnegative(),
      promptSet: z.object({ id: text, version: count, sha256: text }).nullable(),
    }),
  })
  .meta({ id: "Located" });

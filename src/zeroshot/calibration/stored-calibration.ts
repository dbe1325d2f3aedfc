import { z } from "zod";
import { EncoderId } from "../../encoders/contract.ts";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Share = z.number().min(0).max(1);
const Figure = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
export type CalibrationFigure = z.output<typeof Figure>;

/** A calibration that was fitted on labelled images of the user's. It holds for one encoder revision and these very prompts. */
export const StoredCalibration = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^[a-z0-9.-]+$/),
  encoder: EncoderId,
  promptSet: z.strictObject({ id: z.string(), sha256: Sha256, classes: z.array(z.string()).min(2) }),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  /** The folders' names, never their paths. */
  data: z.string(),
  partition: z.string().nullable(),
  seed: z.int(),
  /** Images of the classes, images that none of the names fits, and the cases of both. */
  n: z.strictObject({ own: z.int().positive(), none: z.int().positive(), cases: z.int().positive() }),
  /** Where images of "none of these" came from: rows whose label no class stands for, or rows whose own name was taken away. */
  noneFrom: z.enum(["otherLabels", "namesLeftOut"]),
  /** Kinds of image of the rows, in the words of the embedded encoder's gate: `kindShare` is the sum over them. */
  kinds: z.array(z.string()).min(1),
  /** Familiarity under which 1 % of the rows lay: a stranger image gets no probability. */
  familiarityAtLeast: z.number(),
  temperature: z.number().positive(),
  none: z.strictObject({
    intercept: z.number(),
    cosine: z.number(),
    familiarity: z.number(),
    kindShare: z.number(),
  }),
  /** Every row by a fit without its case, five folds: Brier score before (shares, "none" never) and after, slope over all outcomes (before: on rows of the classes). */
  crossValidated: z.strictObject({
    brierBefore: Figure,
    brier: Figure,
    slopeBefore: Figure.nullable(),
    slope: Figure.nullable(),
  }),
  /** True where the interval of the slope holds 1: only then is a chance called a probability. */
  offered: z.boolean(),
  /** The classes that together hold the true one with the chance `level`. */
  predictionSet: z.strictObject({
    level: Share,
    /** Least share, at the temperature, of a class in the set. */
    shareAtLeast: Share,
    /** Over 200 random halves of the cases, one to fit and one to look at: how often the set held the truth, and how many classes it had. */
    meanCoverage: Share,
    meanSize: z.number().nonnegative(),
  }),
});
export type StoredCalibration = z.output<typeof StoredCalibration>;

import { z } from "zod";

const Side = z.int().min(1).max(4096);
const Triple = z.tuple([z.number(), z.number(), z.number()]);
const Spread = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]);

/** How a picture of any shape becomes a square. What is padded is black. */
const Fit = z.discriminatedUnion("kind", [
  /**
   * The short side becomes `shortSidePx`, the middle is cut out. `offset`: how half a pixel is decided:
   * torchvision's `CenterCrop` rounds half to even, Hugging Face's `center_crop` rounds down.
   */
  z.strictObject({ kind: z.literal("crop-centre"), shortSidePx: Side, offset: z.enum(["round-half-even", "floor"]) }),
  /** Both sides become the square's; the aspect ratio is lost. */
  z.strictObject({ kind: z.literal("squash") }),
  /** The long side becomes the square's; padded right and below. */
  z.strictObject({ kind: z.literal("pad-end") }),
  /** The long side becomes the square's; padded all round. */
  z.strictObject({ kind: z.literal("pad-centre") }),
  /** Padded all round to a square of at least the target's side, then resized. */
  z.strictObject({ kind: z.literal("pad-then-squash") }),
]);
export type Fit = z.output<typeof Fit>;

/**
 * From pixels to what an image tower is given, as a model card holds it. The steps, in order: `stretch`, `grey` before the
 * fit, `fit` by `resampling`, `grey` after it, `values`, (values - mean) / std per channel, `thenResize`.
 */
export const PreprocessSpec = z
  .strictObject({
    /** Side of the square that `fit` makes. */
    sizePx: Side,
    /** min-max: the picture's least and greatest sample become 0 and 255, all channels together. */
    stretch: z.enum(["none", "min-max"]),
    /** ITU-R 601 luma, in three equal channels. */
    grey: z.enum(["none", "before-fit", "after-fit"]),
    fit: Fit,
    /** Pillow works on bytes, torch on floats; all of these antialias. */
    resampling: z.enum(["pillow-bicubic", "pillow-bilinear", "pillow-lanczos", "torch-bilinear"]),
    /** What 0 to 255 becomes before mean and std. */
    values: z.enum(["0-1", "0-255"]),
    mean: Triple,
    std: Spread,
    /** A second resize, of the normalised floats, by torch's bicubic without antialiasing. */
    thenResize: z.strictObject({ sizePx: Side, resampling: z.literal("torch-bicubic-plain") }).nullable(),
  })
  .refine(({ fit, sizePx }) => fit.kind !== "crop-centre" || fit.shortSidePx >= sizePx, {
    error: "The short side is less than what is cut out of it.",
    path: ["fit", "shortSidePx"],
  })
  .refine(({ grey, resampling }) => grey !== "after-fit" || resampling !== "torch-bilinear", {
    error: "Luma is rounded to bytes, and this resampling gives floats.",
    path: ["grey"],
  });
export type PreprocessSpec = z.output<typeof PreprocessSpec>;

/** Side of the square that the image tower is given. */
export function inputSizePx({ sizePx, thenResize }: PreprocessSpec): number {
  return thenResize?.sizePx ?? sizePx;
}

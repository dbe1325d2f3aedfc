import type { SizePx } from "../../imaging/contract.ts";
import type { Fit } from "./spec.ts";

/** A picture resized to `size`, then laid on a black square with its top left corner at (xPx, yPx): what overhangs is cut off. */
export interface Placement {
  readonly size: SizePx;
  readonly xPx: number;
  readonly yPx: number;
}

/** Where a fit puts a picture on a square of `sidePx`. For pad-then-squash: where it puts the square that was padded before. */
export function placementOf(image: SizePx, sidePx: number, fit: Fit): Placement {
  switch (fit.kind) {
    case "crop-centre":
      return centred(shortSideTo(image, fit.shortSidePx), sidePx, cropOffsets[fit.offset]);
    case "squash":
    case "pad-then-squash":
      return { size: { widthPx: sidePx, heightPx: sidePx }, xPx: 0, yPx: 0 };
    case "pad-end":
      return { size: longSideByDivision(image, sidePx), xPx: 0, yPx: 0 };
    case "pad-centre":
      return centred(longSideByProduct(image, sidePx), sidePx, Math.floor);
    default:
      return fit satisfies never;
  }
}

/**
 * The square that a picture is padded to before it is resized, and where the picture lies on it.
 * Source: `MedCLIPFeatureExtractor.pad_img`, RyanWangZf/MedCLIP `medclip/dataset.py`.
 */
export function paddedSquare(image: SizePx, leastPx: number): Placement & { readonly sidePx: number } {
  const sidePx = Math.max(leastPx, image.widthPx, image.heightPx);
  return { sidePx, ...centred(image, sidePx, Math.floor) };
}

function centred(size: SizePx, sidePx: number, round: (px: number) => number): Placement {
  return { size, xPx: round((sidePx - size.widthPx) / 2), yPx: round((sidePx - size.heightPx) / 2) };
}

/** Given (side - length) / 2, which is negative for a crop: the references round (length - side) / 2. */
const cropOffsets = {
  "round-half-even": (px: number) => -roundHalfEven(-px),
  floor: (px: number) => -Math.floor(-px),
} as const;

/** As Python's `round`. */
function roundHalfEven(value: number): number {
  return Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value);
}

/**
 * The long side is truncated, not rounded: one pixel can move the crop, and so the embedding.
 * Source: `_compute_resized_output_size`, pytorch/vision `functional.py`; `get_resize_output_image_size`, transformers.
 */
function shortSideTo({ widthPx, heightPx }: SizePx, shortPx: number): SizePx {
  const longPx = Math.trunc((shortPx * Math.max(widthPx, heightPx)) / Math.min(widthPx, heightPx));
  return widthPx <= heightPx ? { widthPx: shortPx, heightPx: longPx } : { widthPx: longPx, heightPx: shortPx };
}

/** Source: `FLAIRModel.preprocess_image`, jusiro/FLAIR `flair/modeling/model.py`. */
function longSideByDivision({ widthPx, heightPx }: SizePx, longPx: number): SizePx {
  const scale = Math.max(widthPx, heightPx) / longPx;
  return { widthPx: atLeastOne(widthPx / scale), heightPx: atLeastOne(heightPx / scale) };
}

/** Its floats differ from a division's, and truncation shows it. Source: `preprocess`, rajpurkarlab/CheXzero `data_process.py`. */
function longSideByProduct({ widthPx, heightPx }: SizePx, longPx: number): SizePx {
  const ratio = longPx / Math.max(widthPx, heightPx);
  return { widthPx: atLeastOne(widthPx * ratio), heightPx: atLeastOne(heightPx * ratio) };
}

/** The references fail on a side that truncates to 0. */
function atLeastOne(px: number): number {
  return Math.max(Math.trunc(px), 1);
}

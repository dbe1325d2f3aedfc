import type { AreaPx, SizePx } from "../../imaging/contract.ts";
import { paddedSquare, placementOf } from "./placement.ts";
import type { PreprocessSpec } from "./spec.ts";

/**
 * The part of a picture that an image tower is given, in the picture's pixels; what was padded lies beyond its edges.
 * A second resize changes nothing: it keeps the whole square.
 */
export function coveredArea(image: SizePx, { sizePx, fit }: Pick<PreprocessSpec, "sizePx" | "fit">): AreaPx {
  if (fit.kind === "pad-then-squash") {
    const { sidePx, xPx, yPx } = paddedSquare(image, sizePx);
    return { xPx: 0 - xPx, yPx: 0 - yPx, widthPx: sidePx, heightPx: sidePx };
  }
  const { size, xPx, yPx } = placementOf(image, sizePx, fit);
  const [perColumn, perRow] = [image.widthPx / size.widthPx, image.heightPx / size.heightPx];
  return {
    xPx: (0 - xPx) * perColumn, // not -xPx, which would make 0 negative
    yPx: (0 - yPx) * perRow,
    widthPx: sizePx * perColumn,
    heightPx: sizePx * perRow,
  };
}

/** Its upper left part: of a square that whole patches do not fill, what they do. @param part 0 to 1, of either side */
export function upperLeft(area: AreaPx, part: number): AreaPx {
  return { ...area, widthPx: area.widthPx * part, heightPx: area.heightPx * part };
}

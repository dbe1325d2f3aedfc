import type { RgbImage } from "../../imaging/contract.ts";
import { viridis } from "../../imaging/viridis.ts";
import type { Located } from "./contract.ts";
import { HeatMapWithheldError } from "./errors.ts";
import { drawLegend, legendHeightPx } from "./legend.ts";
import { mapRows } from "./map-rows.ts";
import { scaled } from "./map-scale.ts";

/** How much of what is seen is colour and not image. */
export const defaultOpacity = 0.5;

/**
 * The image with the map's colours over it, and below it a legend that says what they are. The image's pixels stay at their places; a low image
 * of few pixels is not enlarged.
 * @param opacity 0: the image alone, 1: the colours alone. @default 0.5
 * @throws {HeatMapWithheldError} for an abstention
 */
export function heatMapPicture(image: RgbImage, located: Located, opacity: number = defaultOpacity): RgbImage {
  const { grid, within, scale, abstained, reason } = located;
  if (abstained) throw new HeatMapWithheldError(reason ?? "");
  const { widthPx } = image;
  const heightPx = image.heightPx + legendHeightPx(image.widthPx, located);
  const data = new Uint8Array(widthPx * heightPx * 3);
  data.set(image.data);
  const valuesOf = mapRows(grid, { count: widthPx, within });
  for (let y = 0; y < image.heightPx; y++) {
    const values = valuesOf(y);
    for (let x = 0; x < widthPx; x++) {
      const value = values[x];
      if (Number.isNaN(value)) continue;
      const at = (y * widthPx + x) * 3;
      const colour = viridis(scaled(value, scale));
      for (let channel = 0; channel < 3; channel++)
        data[at + channel] = Math.round(data[at + channel] + opacity * (colour[channel] - data[at + channel]));
    }
  }
  const picture = { widthPx, heightPx, data };
  drawLegend(picture, located, image.heightPx);
  return picture;
}

import type { SizePx } from "../../../src/imaging/contract.ts";
import { viridis } from "../../../src/imaging/viridis.ts";
import type { Located } from "../../../src/zeroshot/heat-map/contract.ts";
import { mapRows } from "../../../src/zeroshot/heat-map/map-rows.ts";
import { scaled } from "../../../src/zeroshot/heat-map/map-scale.ts";

/** Longest side of a painted map: it is coarse, and the screen smooths it. */
const mostSteps = 256;

/** How a map is painted: its size, and the pixels of its picture for one of it. The last step of either side may reach over the edge. */
export function paintedSize({ picture }: Pick<Located, "picture">): { readonly size: SizePx; readonly stepPx: number } {
  const stepPx = Math.max(1, Math.max(picture.widthPx, picture.heightPx) / mostSteps);
  const size = { widthPx: Math.ceil(picture.widthPx / stepPx), heightPx: Math.ceil(picture.heightPx / stepPx) };
  return { size, stepPx };
}

/** The map's colours over its whole picture: RGBA of `paintedSize`, and nothing where it says nothing. */
export function paintHeatMap(
  located: Pick<Located, "grid" | "within" | "scale" | "picture">,
): Uint8ClampedArray<ArrayBuffer> {
  const { grid, within, scale } = located;
  const { size, stepPx } = paintedSize(located);
  const data = new Uint8ClampedArray(4 * size.widthPx * size.heightPx);
  const valuesOf = mapRows(grid, { count: size.widthPx, stepPx, within });
  for (let y = 0; y < size.heightPx; y++) {
    for (const [x, value] of valuesOf(y).entries()) {
      if (!Number.isNaN(value)) data.set([...viridis(scaled(value, scale)), 255], 4 * (y * size.widthPx + x));
    }
  }
  return data;
}

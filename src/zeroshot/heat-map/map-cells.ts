import type { AreaPx, RegionPx } from "../../imaging/contract.ts";
import type { HeatMap } from "./contract.ts";

/** A cell of a map, as far as it lies where the encoder looked. */
export interface MapCell extends AreaPx {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** The cells that lie in a region, wholly or in part, cut off at its edges; in rows. */
export function mapCells({ rows, columns, values, area }: HeatMap, within: RegionPx): readonly MapCell[] {
  const across = cuts(columns, [area.xPx, area.widthPx], [within.xPx, within.widthPx]);
  const down = cuts(rows, [area.yPx, area.heightPx], [within.yPx, within.heightPx]);
  return down.flatMap(([row, yPx, heightPx]) =>
    across.map(([column, xPx, widthPx]) => ({
      row,
      column,
      value: values[row * columns + column],
      xPx,
      yPx,
      widthPx,
      heightPx,
    })),
  );
}

type Stretch = readonly [from: number, length: number];

/** Index, start and length of the cells of an axis that are seen. */
function cuts(cells: number, [from, length]: Stretch, [first, extent]: Stretch) {
  return Array.from({ length: cells }, (_, cell) => {
    const start = Math.max(from + (cell * length) / cells, first);
    const end = Math.min(from + ((cell + 1) * length) / cells, first + extent);
    return [cell, start, end - start] as const;
  }).filter(([, , extentPx]) => extentPx > 1e-6);
}

import type { HeatMap } from "./contract.ts";

/** The points at which a map is wanted: so many a row, in steps of so many pixels of the picture, the first in the middle of a step. */
export interface MapPoints {
  readonly count: number;
  /** @default 1 */
  readonly stepPx?: number;
  /** Nothing is given outside of it. */
  readonly within: HeatMap["area"];
}

interface Taps {
  readonly below: number;
  readonly above: number;
  readonly part: number;
}

/**
 * A map at points of a picture, bilinear between the middles of its cells; between an edge's cells and the edge it stays as it is.
 * @returns the values of row `row`, counted in steps as the columns are, in the map's unit; NaN where the map says nothing
 */
export function mapRows(map: HeatMap, { count, stepPx = 1, within }: MapPoints): (row: number) => Float32Array {
  const { rows, columns, values, area } = map;
  const middle = (step: number) => (step + 0.5) * stepPx;
  const across = Array.from({ length: count }, (_, column) =>
    taps(middle(column), columns, [area.xPx, area.widthPx], [within.xPx, within.widthPx]),
  );
  return (row) => {
    const out = new Float32Array(count).fill(Number.NaN);
    const down = taps(middle(row), rows, [area.yPx, area.heightPx], [within.yPx, within.heightPx]);
    if (!down) return out;
    const [upper, lower] = [down.below * columns, down.above * columns];
    const cells = Float64Array.from({ length: columns }, (_, cell) =>
      mix(values[upper + cell], values[lower + cell], down.part),
    );
    for (let column = 0; column < count; column++) {
      const tap = across[column];
      if (tap) out[column] = mix(cells[tap.below], cells[tap.above], tap.part);
    }
    return out;
  };
}

function mix(from: number, to: number, part: number): number {
  return from + part * (to - from);
}

type Stretch = readonly [from: number, length: number];

/** The cells on both sides of a place and how far it is to the second one; null outside. */
function taps(px: number, cells: number, [from, length]: Stretch, [first, extent]: Stretch): Taps | null {
  const place = (px - from) / length;
  if (place < 0 || place > 1 || px < first || px > first + extent) return null;
  const at = Math.min(Math.max(place * cells - 0.5, 0), cells - 1);
  const below = Math.floor(at);
  return { below, above: Math.min(below + 1, cells - 1), part: at - below };
}

import { dot } from "../../core/vector.ts";
import type { PatchGrid } from "../../encoders/contract.ts";
import type { HeatMap } from "./contract.ts";

/** What a map is made of: one text, and those it may be set against. */
export interface HeatMapTexts {
  /** Unit vector of the encoder that gave the patches. */
  readonly text: Float32Array;
  /** Of the other classes; none: the cosines themselves are the map. */
  readonly others: readonly Float32Array[];
}

/**
 * Cosine of each patch with a text, less the mean of its cosines with the other classes where there are any: what speaks for all
 * of them alike is then gone.
 */
export function patchCosines(patches: PatchGrid, { text, others }: HeatMapTexts): HeatMap {
  const { rows, columns, area } = patches;
  const direction = Float32Array.from(text, (value, i) =>
    others.reduce((left, other) => left - other[i] / others.length, value),
  );
  const values = new Float32Array(rows * columns);
  for (let cell = 0; cell < values.length; cell++) values[cell] = dot(patchOf(patches, cell), direction);
  return { rows, columns, area, values };
}

function patchOf({ rows, columns, values }: PatchGrid, cell: number): Float32Array {
  const dimensions = values.length / (rows * columns);
  return values.subarray(cell * dimensions, (cell + 1) * dimensions);
}

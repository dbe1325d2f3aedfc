import type { HeatMap } from "./contract.ts";

/** Weights are cut off at so many standard deviations, as scipy does. */
const truncateSigmas = 4;

/**
 * Standard deviation of the smoothing: a tenth of the grid's shorter side, as BioViL-T takes 1.5 cells of a grid of 15. Grids of fewer than ten
 * cells a side are left as they are, for a cell of theirs is wider than that already. Chosen on partition calibration (docs/evaluation.md).
 * Source: microsoft/hi-ml `health_multimodal/vlp/inference_engine.py`.
 */
export function smoothingCells({ rows, columns }: Pick<HeatMap, "rows" | "columns">): number {
  const shorter = Math.min(rows, columns);
  return shorter < 10 ? 0 : shorter / 10;
}

/**
 * Gaussian smoothing, in cells, along columns and rows; beyond an edge the map is mirrored, the edge's cells twice.
 * Source: `scipy.ndimage.gaussian_filter`, mode "reflect".
 */
export function smooth(map: HeatMap, sigmaCells: number): HeatMap {
  if (sigmaCells === 0) return map;
  const { rows, columns, values } = map;
  const weights = gaussian(sigmaCells);
  const across = new Float32Array(values.length);
  const down = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      across[row * columns + column] = weighted(
        weights,
        (step) => values[row * columns + mirror(column + step, columns)],
      );
  }
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      down[row * columns + column] = weighted(weights, (step) => across[mirror(row + step, rows) * columns + column]);
  }
  return { ...map, values: down };
}

/** Weights of the steps -radius … radius; they sum to 1. */
function gaussian(sigma: number): readonly number[] {
  const radius = Math.trunc(truncateSigmas * sigma + 0.5);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function weighted(weights: readonly number[], valueAt: (step: number) => number): number {
  const radius = (weights.length - 1) / 2;
  return weights.reduce((sum, weight, i) => sum + weight * valueAt(i - radius), 0);
}

/** … 1 0 | 0 1 2 | 2 1 … */
function mirror(at: number, length: number): number {
  const within = ((at % (2 * length)) + 2 * length) % (2 * length);
  return within < length ? within : 2 * length - 1 - within;
}

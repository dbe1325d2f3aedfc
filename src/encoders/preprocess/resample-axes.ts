import type { AxisTaps } from "./axis-taps.ts";

/** Samples in rows of `widthPx` pixels of `channels` interleaved samples. */
export interface Grid {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: number;
  readonly data: Uint8Array | Float32Array;
}

export interface AxisPasses {
  /** Null: that axis keeps its size. */
  readonly columns: AxisTaps | null;
  readonly rows: AxisTaps | null;
}

/**
 * Resamples along x, then along y, with sums in double precision, each kept as the 32-bit float next to it.
 * @returns a grid of the taps' counts, interleaved alike.
 */
export function resampleAxes(grid: Grid, { columns, rows }: AxisPasses): Grid & { data: Float32Array } {
  const { channels } = grid;
  const widthPx = columns?.count ?? grid.widthPx;
  const heightPx = rows?.count ?? grid.heightPx;
  const across = columns ? alongRows(grid, columns) : Float32Array.from(grid.data);
  const data = rows ? alongColumns(across, widthPx * channels, rows) : across;
  return { widthPx, heightPx, channels, data };
}

function alongRows({ data, widthPx, heightPx, channels }: Grid, taps: AxisTaps) {
  const { count, stride, from, weights } = taps;
  const out = new Float32Array(heightPx * count * channels);
  let to = 0;
  for (let row = 0; row < heightPx; row++) {
    const start = row * widthPx * channels;
    for (let tap = 0; tap < count * stride; tap += stride) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let k = tap; k < tap + stride; k++) sum += data[start + from[k] * channels + channel] * weights[k];
        out[to++] = sum;
      }
    }
  }
  return out;
}

function alongColumns(data: Float32Array, rowLength: number, taps: AxisTaps) {
  const { count, stride, from, weights } = taps;
  const out = new Float32Array(count * rowLength);
  const sums = new Float64Array(rowLength);
  for (let row = 0; row < count; row++) {
    sums.fill(0);
    for (let k = row * stride; k < (row + 1) * stride; k++) {
      const start = from[k] * rowLength;
      for (let i = 0; i < rowLength; i++) sums[i] += data[start + i] * weights[k];
    }
    out.set(sums, row * rowLength);
  }
  return out;
}

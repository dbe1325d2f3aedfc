/** Which input samples make each of `count` output samples along one axis, and with what weight. */
export interface AxisTaps {
  readonly count: number;
  readonly stride: number;
  /** count × stride indices of input samples. */
  readonly from: Int32Array;
  /** count × stride weights, 0 where fewer than `stride` samples count. */
  readonly weights: Float64Array;
}

export interface Kernel {
  /** Half width, in output samples when shrinking, in input samples when enlarging. */
  readonly radius: number;
  weightAt(distance: number): number;
}

/**
 * Taps of a filter that widens by the scale when shrinking; weights are normalised to the sum of 1.
 * Source: `precompute_coeffs`, python-pillow/Pillow `src/libImaging/Resample.c`; the same in `_compute_indices_weights_aa`,
 * pytorch `UpSampleKernel.cpp`, but for its 32-bit floats.
 */
export function antialiasedTaps(inSize: number, outSize: number, { radius, weightAt }: Kernel): AxisTaps {
  const scale = inSize / outSize;
  const widen = Math.max(scale, 1);
  const support = radius * widen;
  const taps = emptyTaps(outSize, Math.ceil(support) * 2 + 1);
  for (let out = 0; out < outSize; out++) {
    const centre = (out + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const length = Math.min(Math.trunc(centre + support + 0.5), inSize) - start;
    const weights = Array.from({ length }, (_, k) => weightAt((k + start - centre + 0.5) * (1 / widen)));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (const [k, weight] of weights.entries()) {
      taps.from[out * taps.stride + k] = start + k;
      taps.weights[out * taps.stride + k] = weight / sum;
    }
  }
  return taps;
}

/**
 * The four taps of cubic convolution with a = -0.75, not widened; samples over the edge are the edge's.
 * Source: `upsample_bicubic2d` without antialiasing and corner alignment, pytorch `UpSample.h`.
 */
export function plainBicubicTaps(inSize: number, outSize: number): AxisTaps {
  const scale = inSize / outSize;
  const taps = emptyTaps(outSize, 4);
  for (let out = 0; out < outSize; out++) {
    const at = scale * (out + 0.5) - 0.5;
    const base = Math.floor(at);
    for (let k = 0; k < 4; k++) {
      taps.from[out * 4 + k] = Math.min(Math.max(base - 1 + k, 0), inSize - 1);
      taps.weights[out * 4 + k] = cubicConvolution(Math.abs(at - (base - 1 + k)));
    }
  }
  return taps;
}

function cubicConvolution(distance: number): number {
  const a = -0.75;
  if (distance <= 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  return ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
}

function emptyTaps(count: number, stride: number): AxisTaps {
  return { count, stride, from: new Int32Array(count * stride), weights: new Float64Array(count * stride) };
}

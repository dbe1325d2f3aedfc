import type { ResampleFilter } from "./contract.ts";

/** 32 bits, less 8 for the sample and 2 for the overshoot of negative lobes: `PRECISION_BITS` of Pillow. */
export const tapPrecisionBits = 32 - 8 - 2;

/** Which input samples make each of `count` output samples along one axis, and with what weight. */
export interface ResampleTaps {
  readonly count: number;
  /** Index of the first input sample, per output sample. */
  readonly first: Int32Array;
  /** How many input samples follow each other, per output sample; at most `stride`. */
  readonly length: Int32Array;
  readonly stride: number;
  /** count × stride fixed-point weights (`tapPrecisionBits` binary digits), summing to about 1 per output sample. */
  readonly weights: Int32Array;
}

/**
 * Taps for one axis, from `inSize` to `outSize` samples. The filter widens by the scale when shrinking: antialiasing.
 * Weights are normalised in double precision, then rounded half away from zero.
 * Source: `precompute_coeffs`, `normalize_coeffs_8bpc`, python-pillow/Pillow `src/libImaging/Resample.c`.
 */
export function resampleTaps(inSize: number, outSize: number, filter: ResampleFilter): ResampleTaps {
  const { radius, weightAt } = kernels[filter];
  const scale = inSize / outSize;
  const widen = Math.max(scale, 1);
  const support = radius * widen;
  const perStep = 1 / widen;
  const stride = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outSize);
  const length = new Int32Array(outSize);
  const weights = new Int32Array(outSize * stride);
  const exact = new Float64Array(stride);
  for (let out = 0; out < outSize; out++) {
    const centre = (out + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const taps = Math.min(Math.trunc(centre + support + 0.5), inSize) - start;
    let sum = 0;
    for (let k = 0; k < taps; k++) {
      const weight = weightAt((k + start - centre + 0.5) * perStep);
      exact[k] = weight;
      sum += weight;
    }
    for (let k = 0; k < taps; k++) {
      const weight = sum === 0 ? exact[k] : exact[k] / sum;
      weights[out * stride + k] = Math.trunc(weight * (1 << tapPrecisionBits) + (weight < 0 ? -0.5 : 0.5));
    }
    first[out] = start;
    length[out] = taps;
  }
  return { count: outSize, first, length, stride, weights };
}

interface Kernel {
  /** Half width, in output samples when shrinking, in input samples when enlarging. */
  readonly radius: number;
  weightAt(distance: number): number;
}

/** The operations keep Pillow's order: another order rounds differently. */
const kernels: Readonly<Record<ResampleFilter, Kernel>> = {
  bilinear: {
    radius: 1,
    weightAt: (distance) => Math.max(1 - Math.abs(distance), 0),
  },
  bicubic: {
    radius: 2,
    weightAt(distance) {
      const a = -0.5;
      const x = Math.abs(distance);
      if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    },
  },
  lanczos: {
    radius: 3,
    weightAt: (distance) => (distance >= -3 && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0),
  },
};

function sinc(x: number): number {
  const angle = x * Math.PI;
  return x === 0 ? 1 : Math.sin(angle) / angle;
}

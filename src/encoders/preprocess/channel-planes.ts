import type { PreprocessSpec } from "./spec.ts";

const { fround } = Math;

/**
 * Interleaved samples, 0 to 255, to normalised planes: HWC to CHW, (value - mean) / std per channel. Every step is rounded
 * to 32 bits, as the references' tensors are.
 */
export function channelPlanes(
  samples: Uint8Array | Float32Array,
  { values, mean, std }: Pick<PreprocessSpec, "values" | "mean" | "std">,
): Float32Array {
  const plane = samples.length / 3;
  const planes = new Float32Array(samples.length);
  const divisor = values === "0-1" ? 255 : 1;
  for (let channel = 0; channel < 3; channel++) {
    const [centre, spread] = [fround(mean[channel]), fround(std[channel])];
    const start = channel * plane;
    for (let i = 0; i < plane; i++) {
      planes[start + i] = fround(fround(samples[i * 3 + channel] / divisor) - centre) / spread;
    }
  }
  return planes;
}

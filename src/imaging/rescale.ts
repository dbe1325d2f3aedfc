/** Values brought to 8 bits, and the range they had. */
export interface RescaledValues {
  /** (value − low) / (high − low) × 255, truncated; 0 for what is not a finite number, and for all where low = high. */
  readonly bytes: Uint8Array;
  /** Lowest and highest finite value. */
  readonly low: number;
  readonly high: number;
  /** How many values were NaN or infinite. */
  readonly notFinite: number;
}

/**
 * Min-max rescaling to 8 bits, over all values at once.
 * Source: `remap_to_uint8` without percentiles, microsoft/hi-ml `health_multimodal/image/data/io.py`.
 */
export function rescaleToBytes(values: Uint16Array | Float32Array): RescaledValues {
  let low = Infinity;
  let high = -Infinity;
  let notFinite = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) notFinite++;
    else {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return { bytes: new Uint8Array(values.length), low: 0, high: 0, notFinite };
  const bytes = new Uint8Array(values.length);
  const range = high - low || 1;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) bytes[i] = Math.trunc(((values[i] - low) / range) * 255);
  }
  return { bytes, low, high, notFinite };
}

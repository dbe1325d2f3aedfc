let table: Uint32Array | undefined;

/**
 * The bits of the 32-bit float that equals each of the 65,536 16-bit floats, by the bits of the latter; exact, subnormals,
 * infinities and NaN payloads included. Source: IEEE 754-2019, binary16.
 */
export function halfFloatTable(): Uint32Array {
  table ??= Uint32Array.from({ length: 0x1_00_00 }, (_, half) => singleBits(half));
  return table;
}

function singleBits(half: number): number {
  const sign = (half & 0x80_00) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3_ff;
  if (exponent === 0x1f) return sign | 0x7f_80_00_00 | (fraction << 13);
  if (exponent !== 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // A subnormal half is a normal single: the leading one moves out of the fraction.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3_ff) << 13);
}

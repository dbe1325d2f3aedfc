import { halfFloatTable } from "../../encoders/checkpoints/half-floats.ts";

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** Bits of the 16-bit float nearest to a number; of two equally near the even one. Source: IEEE 754-2019, binary16. */
export function halfBits(value: number): number {
  single[0] = value;
  const sign = (bits[0] >>> 16) & 0x80_00;
  const magnitude = bits[0] & 0x7f_ff_ff_ff;
  if (magnitude > 0x7f_80_00_00) return sign | 0x7e_00;
  if (magnitude >= 0x47_80_00_00) return sign | 0x7c_00; // 65,536 and more
  if (magnitude < 0x38_80_00_00) return sign | roundEven(Math.abs(single[0]) * 2 ** 24); // a subnormal half
  const rounded = magnitude + 0xf_ff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38_00_00_00) >>> 13);
}

/** The number that 16 bits stand for. */
export function halfValue(half: number): number {
  bits[0] = halfFloatTable()[half];
  return single[0];
}

function roundEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

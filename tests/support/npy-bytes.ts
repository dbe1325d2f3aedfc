/** An array as NumPy stores it, version 1.0. */
export function npyBytes(type: "|u1" | "<i8", shape: readonly number[], values: ArrayLike<number>): Buffer {
  const words = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const header = Buffer.from(`${words.padEnd(64 * Math.ceil((words.length + 11) / 64) - 11)}\n`, "latin1");
  const start = Buffer.alloc(10);
  start.write("\x93NUMPY\x01\x00", "latin1");
  start.writeUInt16LE(header.length, 8);
  const body =
    type === "|u1"
      ? Buffer.from(Uint8Array.from(values))
      : Buffer.from(BigInt64Array.from(Array.from(values, BigInt)).buffer);
  return Buffer.concat([start, header, body]);
}

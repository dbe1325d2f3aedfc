/** An array of whole numbers as NumPy stores it. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** In C order. */
  readonly values: ArrayLike<number>;
}

const magic = "\x93NUMPY";
const most = 2 ** 31;

/**
 * Reads an array of 8-bit or of whole numbers. Nothing in it is run: arrays of objects are refused.
 * Source: numpy/lib/format.py, versions 1 to 3.
 * @returns null for anything else, or for bytes that are not as many as the shape says
 */
export function readNpy(bytes: Uint8Array): NpyArray | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || Buffer.from(bytes.subarray(0, 6)).toString("latin1") !== magic) return null;
  const long = bytes[6] >= 2;
  const headerStart = long ? 12 : 10;
  const headerEnd = headerStart + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  if (headerEnd > bytes.length) return null;
  const header = Buffer.from(bytes.subarray(headerStart, headerEnd)).toString("latin1");
  const type = /'descr':\s*'([<|=]?)([a-z])(\d)'/.exec(header);
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header);
  if (!type || !shape || /'fortran_order':\s*True/.test(header)) return null;
  const dimensions = shape[1].split(",").flatMap((each) => (each.trim() === "" ? [] : [Number(each)]));
  const count = dimensions.reduce((product, each) => product * each, 1);
  const element = elements[`${type[2]}${type[3]}`];
  if (!element || count > most || bytes.length - headerEnd !== count * element.bytes) return null;
  return { shape: dimensions, values: element.read(view, headerEnd, count) };
}

interface Element {
  readonly bytes: number;
  read(view: DataView, start: number, count: number): ArrayLike<number>;
}

const numbers = (bytes: number, at: (view: DataView, offset: number) => number): Element => ({
  bytes,
  read: (view, start, count) => Float64Array.from({ length: count }, (_, i) => at(view, start + i * bytes)),
});

const elements: Readonly<Record<string, Element | undefined>> = {
  u1: { bytes: 1, read: (view, start, count) => new Uint8Array(view.buffer, view.byteOffset + start, count) },
  i1: numbers(1, (view, offset) => view.getInt8(offset)),
  u2: numbers(2, (view, offset) => view.getUint16(offset, true)),
  i2: numbers(2, (view, offset) => view.getInt16(offset, true)),
  u4: numbers(4, (view, offset) => view.getUint32(offset, true)),
  i4: numbers(4, (view, offset) => view.getInt32(offset, true)),
  u8: numbers(8, (view, offset) => Number(view.getBigUint64(offset, true))),
  i8: numbers(8, (view, offset) => Number(view.getBigInt64(offset, true))),
};

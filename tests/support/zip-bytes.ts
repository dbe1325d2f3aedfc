/** An entry of a zip archive that a test writes, as it is and not compressed unless `method` says so. */
export interface ZipEntry {
  readonly name: string;
  readonly data: Uint8Array;
  /** @default 0, stored */
  readonly method?: number;
  /** @default the size of `data` */
  readonly sizeBytes?: number;
  /** The position that the directory gives. @default where the entry is */
  readonly headerAt?: number;
  /** @default 0 */
  readonly flags?: number;
}

/** A zip archive, checksums left out. Source: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16. */
export function zipBytes(entries: readonly ZipEntry[]): Buffer<ArrayBuffer> {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let position = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const shared = Buffer.concat([
      numbers([2, 20], [2, entry.flags ?? 0], [2, entry.method ?? 0], [4, 0], [4, 0]),
      numbers([4, entry.data.length], [4, entry.sizeBytes ?? entry.data.length], [2, name.length], [2, 0]),
    ]);
    const local = Buffer.concat([numbers([4, 0x04034b50]), shared, name, entry.data]);
    const at = numbers([4, entry.headerAt ?? position]);
    directory.push(numbers([4, 0x02014b50], [2, 20]), shared, Buffer.alloc(10), at, name);
    locals.push(local);
    position += local.length;
  }
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0);
  const count = entries.length;
  const end = numbers([4, 0x06054b50], [4, 0], [2, count], [2, count], [4, directoryBytes], [4, position], [2, 0]);
  return Buffer.concat([...locals, ...directory, end]);
}

/** Unsigned little-endian integers. */
function numbers(...fields: readonly (readonly [sizeBytes: number, value: number])[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [size]) => sum + size, 0));
  let at = 0;
  for (const [size, value] of fields) at = bytes.writeUIntLE(value, at, size);
  return bytes;
}

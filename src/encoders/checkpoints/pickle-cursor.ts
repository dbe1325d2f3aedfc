import { CheckpointError } from "./errors.ts";

/** Reads a pickle from its start to its end; every step past the end throws `truncated`. */
export interface PickleCursor {
  readonly remaining: number;
  take(lengthBytes: number): Uint8Array;
  /** Unsigned little-endian integer of that many bytes. */
  unsigned(sizeBytes: 1 | 2 | 4 | 8): number;
  int32(): number;
  /** 64-bit float, big-endian. */
  float64(): number;
  /** UTF-8 text of that many bytes. */
  text(lengthBytes: number): string;
  /** ASCII text up to a newline, which is skipped. */
  line(): string;
}

/** Names of Python modules and classes are far shorter. */
const maxLineBytes = 1024;

export function pickleCursor(bytes: Uint8Array): PickleCursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let position = 0;

  const step = (lengthBytes: number): number => {
    if (lengthBytes > bytes.length - position) throw new CheckpointError("truncated", "has a pickle that breaks off");
    const start = position;
    position += lengthBytes;
    return start;
  };
  const take = (lengthBytes: number) => {
    const start = step(lengthBytes);
    return bytes.subarray(start, start + lengthBytes);
  };

  return {
    get remaining() {
      return bytes.length - position;
    },
    take,
    unsigned(sizeBytes) {
      const start = step(sizeBytes);
      if (sizeBytes === 1) return bytes[start];
      if (sizeBytes === 2) return view.getUint16(start, true);
      if (sizeBytes === 4) return view.getUint32(start, true);
      return Number(view.getBigUint64(start, true));
    },
    int32: () => view.getInt32(step(4), true),
    float64: () => view.getFloat64(step(8), false),
    text(lengthBytes) {
      const taken = take(lengthBytes);
      try {
        return utf8.decode(taken);
      } catch {
        throw new CheckpointError("damaged", "has a pickle with text that is not UTF-8");
      }
    },
    line() {
      const length = bytes.subarray(position, position + maxLineBytes).indexOf(0x0a);
      if (length < 0) throw new CheckpointError("damaged", "has a pickle with a name that does not end");
      const taken = take(length);
      step(1);
      return Buffer.from(taken.buffer, taken.byteOffset, taken.length).toString("latin1");
    },
  };
}

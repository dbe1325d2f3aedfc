import { CheckpointError } from "./errors.ts";
import type { PickleMachine } from "./pickle-machine.ts";

export type PickleOperation = (machine: PickleMachine) => void;

/** Bytes of the greatest integer that is read: 2^2040, far above what a checkpoint counts. */
const maxIntegerBytes = 255;

/**
 * Instructions that put a single value on the stack, or move one between stack and memo, by their byte.
 * Source of all names and bytes: `pickletools.py` of CPython.
 */
export const pickleDataOperations: ReadonlyMap<number, PickleOperation> = new Map<number, PickleOperation>([
  [0x4e, ({ push }) => push(null)], // NONE
  [0x88, ({ push }) => push(true)], // NEWTRUE
  [0x89, ({ push }) => push(false)], // NEWFALSE
  [0x4a, ({ cursor, push }) => push(cursor.int32())], // BININT
  [0x4b, ({ cursor, push }) => push(cursor.unsigned(1))], // BININT1
  [0x4d, ({ cursor, push }) => push(cursor.unsigned(2))], // BININT2
  [0x8a, ({ cursor, push }) => push(integer(cursor.take(cursor.unsigned(1))))], // LONG1
  [0x8b, long4], // LONG4
  [0x47, ({ cursor, push }) => push(cursor.float64())], // BINFLOAT
  [0x8c, ({ cursor, push }) => push(cursor.text(cursor.unsigned(1)))], // SHORT_BINUNICODE
  [0x58, ({ cursor, push }) => push(cursor.text(cursor.unsigned(4)))], // BINUNICODE
  [0x8d, ({ cursor, push }) => push(cursor.text(cursor.unsigned(8)))], // BINUNICODE8
  [0x55, ({ cursor, push }) => push(cursor.text(cursor.unsigned(1)))], // SHORT_BINSTRING, the text of Python 2
  [0x54, ({ cursor, push }) => push(cursor.text(cursor.unsigned(4)))], // BINSTRING
  [0x43, ({ cursor, push }) => push(cursor.take(cursor.unsigned(1)))], // SHORT_BINBYTES
  [0x42, ({ cursor, push }) => push(cursor.take(cursor.unsigned(4)))], // BINBYTES
  [0x8e, ({ cursor, push }) => push(cursor.take(cursor.unsigned(8)))], // BINBYTES8
  [0x96, ({ cursor, push }) => push(cursor.take(cursor.unsigned(8)))], // BYTEARRAY8
  [0x30, ({ pop }) => void pop()], // POP
  [0x32, ({ push, top }) => push(top())], // DUP
  [0x71, ({ cursor, memoize }) => memoize(cursor.unsigned(1))], // BINPUT
  [0x72, ({ cursor, memoize }) => memoize(cursor.unsigned(4))], // LONG_BINPUT
  [0x94, ({ memoizeNext }) => memoizeNext()], // MEMOIZE
  [0x68, ({ cursor, recall }) => recall(cursor.unsigned(1))], // BINGET
  [0x6a, ({ cursor, recall }) => recall(cursor.unsigned(4))], // LONG_BINGET
]);

function long4({ cursor, push }: PickleMachine): void {
  const lengthBytes = cursor.unsigned(4);
  if (lengthBytes > maxIntegerBytes) {
    throw new CheckpointError("hostile", "has a pickle with an integer of more than 2040 bits");
  }
  push(integer(cursor.take(lengthBytes)));
}

/** Two's complement, little-endian; a number where it is exact as one. */
function integer(bytes: Uint8Array): number | bigint {
  const bits = bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const value = BigInt.asIntN(bytes.length * 8, bits);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

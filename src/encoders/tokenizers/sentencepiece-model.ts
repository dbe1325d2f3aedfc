import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { VocabularyError } from "./errors.ts";

/** What a piece stands for: sentencepiece's `ModelProto.SentencePiece.Type`. */
export const pieceKinds = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

export interface Piece {
  readonly text: string;
  /** Logarithm of its probability, a 32-bit float. */
  readonly score: number;
  /** One of `pieceKinds`. */
  readonly kind: number;
}

/** What a sentencepiece model file of the unigram kind holds; a piece's place is its id. */
export interface SentencepieceModel {
  readonly pieces: readonly Piece[];
  /** See `createCharsmap`; empty where characters stay as they are. */
  readonly charsmap: Uint8Array;
  readonly removesExtraSpaces: boolean;
}

type Fields = ReadonlyMap<number, readonly (Uint8Array | number)[]>;

/**
 * Reads a sentencepiece `.model` file.
 * Source: google/sentencepiece `src/sentencepiece_model.proto`, whose field numbers stand here.
 * @throws {VocabularyError} when it is no such file, or another segmentation than plain unigram.
 */
export function readSentencepieceModel(bytes: Uint8Array, file: string): SentencepieceModel {
  try {
    const model = fieldsOf(bytes);
    const trainer = fieldsOf(bytesAt(model, 2));
    const normalizer = fieldsOf(bytesAt(model, 3));
    const pieces = (model.get(1) ?? []).map(pieceOf);
    const unigram = numberAt(trainer, 3, 1) === 1 && numberAt(trainer, 24, 0) === 0 && numberAt(normalizer, 5, 1) === 1;
    const plain = pieces.every(({ kind }) => kind !== pieceKinds.userDefined && kind !== pieceKinds.byte);
    if (!unigram || !plain) throw new VocabularyError(file, "holds another segmentation than sentencepiece's unigram");
    if (pieces.filter(({ kind }) => kind === pieceKinds.unknown).length !== 1) throw new RangeError("unknown piece");
    return { pieces, charsmap: bytesAt(normalizer, 2), removesExtraSpaces: numberAt(normalizer, 4, 1) === 1 };
  } catch (cause) {
    if (cause instanceof VocabularyError) throw cause;
    throw new VocabularyError(file, "is no sentencepiece model", { cause });
  }
}

function pieceOf(value: Uint8Array | number): Piece {
  if (typeof value === "number") throw new TypeError("piece");
  const fields = fieldsOf(value);
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytesAt(fields, 1));
  return { text, score: numberAt(fields, 2, 0), kind: numberAt(fields, 3, pieceKinds.normal) };
}

/** A message's fields by number: bytes of strings and messages, numbers of the rest. */
function fieldsOf(bytes: Uint8Array): Fields {
  const reader = new BinaryReader(bytes);
  const fields = new Map<number, (Uint8Array | number)[]>();
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const values = fields.get(number) ?? [];
    fields.set(number, values);
    if (wireType === WireType.LengthDelimited) values.push(reader.bytes());
    else if (wireType === WireType.Varint) values.push(Number(reader.uint64()));
    else if (wireType === WireType.Bit32) values.push(reader.float());
    else reader.skip(wireType, number);
  }
  return fields;
}

function bytesAt(fields: Fields, number: number): Uint8Array {
  const value = fields.get(number)?.at(-1);
  return value instanceof Uint8Array ? value : new Uint8Array();
}

function numberAt(fields: Fields, number: number, otherwise: number): number {
  const value = fields.get(number)?.at(-1);
  return typeof value === "number" ? value : otherwise;
}

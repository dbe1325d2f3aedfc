import { AppError } from "../../core/errors.ts";
import { sha256Hex } from "../../core/sha256.ts";
import type { RgbImage } from "../../imaging/contract.ts";
import type { Pair, PairFacts, SourceRow } from "../contract.ts";
import { labelInWords } from "../label-in-words.ts";

/** Why a row was not taken. `source` names the row, never its content. */
export interface FailedRow {
  readonly source: string;
  readonly code: string;
  readonly reason: string;
}

/** Turns image files into what a library keeps of them. */
export interface PictureReader {
  /** A file's bytes. @throws {AppError} for a file that is missing, empty or too large. */
  read(path: string): Promise<Uint8Array>;
  /** Its picture, and the JPEG of its view. @throws {AppError} for what is not a readable picture. */
  decode(bytes: Uint8Array): Promise<{ readonly image: RgbImage; readonly view: Uint8Array }>;
}

/** A pair before its image was encoded. */
export type PairWithoutKind = Omit<Pair, "kind">;

/** A row whose file was read: everything that does not depend on the rows before it. */
export type ReadRow =
  | { readonly kind: "failed"; readonly failed: FailedRow }
  | {
      readonly kind: "read";
      readonly pair: PairWithoutKind;
      readonly factsHash: string;
      /** Null where the pair is stored already with the same facts. */
      readonly picture: { readonly image: RgbImage; readonly view: Uint8Array } | null;
    };

/** Reads a row's file, and its picture too unless `isStored` knows the pair with these facts. */
export async function readRow(
  row: SourceRow,
  reader: PictureReader,
  isStored: (id: string, factsHash: string) => boolean,
): Promise<ReadRow> {
  const { source } = row;
  if (row.kind === "bad") return { kind: "failed", failed: { source, code: row.code, reason: row.reason } };
  try {
    const bytes = await reader.read(row.imagePath);
    const pair = makePair(sha256Hex(bytes), row.facts);
    const factsHash = hashFacts(pair);
    const picture = isStored(pair.id, factsHash) ? null : await reader.decode(bytes);
    return { kind: "read", pair, factsHash, picture };
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === "failure") throw error;
    return { kind: "failed", failed: { source, code: error.code, reason: error.message } };
  }
}

function makePair(sha256: string, facts: PairFacts): PairWithoutKind {
  return {
    ...facts,
    id: sha256.slice(0, 32),
    sha256,
    case: facts.case ?? sha256,
    text: facts.caption ?? (facts.label === null ? null : labelInWords(facts.label)),
  };
}

/** A hash that changes when any fact of the pair does. */
function hashFacts({
  caption,
  label,
  modality,
  anatomy,
  source,
  licence,
  partition,
  case: caseId,
}: PairWithoutKind): string {
  return sha256Hex(JSON.stringify([caption, label, modality, anatomy, source, licence, partition, caseId])).slice(
    0,
    32,
  );
}

import type { Pair } from "../../src/retrieval/contract.ts";
import type { PairRow } from "../../src/retrieval/pair-rows.ts";
import { openPairTable, type PairTable } from "../../src/retrieval/pair-table.ts";
import { randomUnitVector } from "./random.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A table of its own, in a folder that is gone after the test. */
export async function temporaryPairTable(dimensions: number): Promise<PairTable> {
  return openPairTable(await temporaryFolder(), { dimensions, create: true });
}

/** A row of a pair with text, whose vectors the seed gives. */
export function pairRow(
  seed: number,
  { imageVector, textVector, ...facts }: Partial<Pair & Pick<PairRow, "imageVector" | "textVector">> = {},
  dimensions = 8,
): PairRow {
  const sha256 = seed.toString(16).padStart(64, "0");
  const pair: Pair = {
    id: sha256.slice(-32),
    sha256,
    text: `text ${seed}`,
    caption: `text ${seed}`,
    label: null,
    case: `case ${seed}`,
    kind: "mri",
    modality: "MRI",
    anatomy: null,
    source: "test",
    licence: null,
    partition: null,
    ...facts,
  };
  return {
    pair,
    imageVector: imageVector ?? randomUnitVector(dimensions, seed),
    textVector: pair.text === null ? null : (textVector ?? randomUnitVector(dimensions, seed + 1_000_000)),
    view: Uint8Array.of(255, 216, seed & 255),
    factsHash: `hash of ${pair.caption}`,
  };
}

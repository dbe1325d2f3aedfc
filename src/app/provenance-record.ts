import type { ChatModel } from "../chat/chat-model.ts";
import type { Evidence, PromptRecord, ProvenanceRecord, ViewRecord } from "../chat/contract.ts";
import { sha256Hex } from "../core/sha256.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { chosenOf, type Encoding } from "../encoders/encoding.ts";
import type { RgbImage } from "../imaging/contract.ts";
import { cropRegion } from "../imaging/crop-region.ts";
import type { Library } from "../retrieval/library.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { promptsSha256 } from "../zeroshot/prompts-sha256.ts";

export interface RecordParts {
  readonly caselens: string;
  readonly encoding: Encoding;
  /** Null: the evidence writer. */
  readonly model: ChatModel | null;
  /** Prompts and word lists that were used, but for the sets of names that evidence tells. */
  readonly prompts: readonly PromptRecord[];
  readonly promptSets: readonly PromptSet[];
  readonly library: Library;
  /** The library's version before it was searched. */
  readonly libraryVersion: number;
  readonly scan: EncodedScan;
  readonly evidence: readonly Evidence[];
  /** Pictures that a language model was sent. @default none */
  readonly sent?: readonly ViewRecord[];
}

/** What an answer or a report was made with, so that a replay can say what is another today. */
export async function provenanceRecord(parts: RecordParts): Promise<ProvenanceRecord> {
  const { caselens, encoding, model, prompts, promptSets, library, libraryVersion, scan, evidence, sent = [] } = parts;
  const encoder = chosenOf(encoding);
  const pairIds = evidence.flatMap((each) => (each.kind === "pair" ? [each.pairId] : []));
  const asked = new Set(evidence.flatMap((each) => (each.kind === "score" ? [each.question] : [])));
  return {
    caselens,
    models: [
      { role: "search and names", id: encoder.id },
      { role: "scores", id: encoding.encoder.id },
      ...(model ? [{ role: "language model" as const, id: `${model.provider}/${model.model}` }] : []),
    ],
    prompts: [
      ...prompts,
      ...promptSets
        .filter(({ id }) => asked.has(id))
        .map((set) => ({ id: set.id, version: set.version, sha256: promptsSha256(set) })),
    ],
    library: { name: library.manifest.name, createdAt: library.manifest.createdAt, version: libraryVersion },
    views: [
      { of: "scan", use: "encoded", sha256: pictureSha256(encodedPicture(scan)) },
      ...(await library.pairs.stored([...new Set(pairIds)])).map(({ pair, view }) => ({
        of: "pair" as const,
        pairId: pair.id,
        use: "retrieved" as const,
        sha256: sha256Hex(view),
      })),
      ...sent,
    ],
    seed: null, // nothing is drawn: search is exact, and a language model is asked without a seed
  };
}

function encodedPicture({ scan, region }: EncodedScan): RgbImage {
  return region ? cropRegion(scan.image, region) : scan.image;
}

/** Of a picture as an encoder gets it: `WIDTHxHEIGHT`, a line end, and its RGB bytes, row by row. */
export function pictureSha256({ widthPx, heightPx, data }: RgbImage): string {
  const head = Buffer.from(`${widthPx}x${heightPx}\n`);
  return sha256Hex(Buffer.concat([head, data]));
}

/** A prompt or word list as a record names it. */
export function promptRecord({ id, version, sha256 }: PromptRecord): PromptRecord {
  return { id, version, sha256 };
}

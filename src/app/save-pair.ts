import { cleanText, maxTextCharacters } from "../core/clean-text.ts";
import { chosenOf, type Encoding } from "../encoders/encoding.ts";
import { decodeScan } from "../imaging/decode.ts";
import type { Pair, SourceRow } from "../retrieval/contract.ts";
import { ingest } from "../retrieval/ingest/ingest.ts";
import type { Libraries } from "../retrieval/library.ts";
import { pictureReader } from "./ingest-job.ts";
import { demoLibrary } from "./library-choice.ts";
import type { ScanRef } from "./scan-ref.ts";
import { LibraryBuiltInError, PairTextInvalidError, ScanChangedError } from "./store-errors.ts";

/** A scan that becomes a pair, with what the user says of it. */
export interface SavePairRequest {
  readonly scan: ScanRef;
  /** Typed by the user: what is searched and cited. */
  readonly text: string;
  /** A class by which the pair is counted and tried. @default none */
  readonly label?: string | undefined;
  /** @default the configuration's library, else `default` */
  readonly library?: string | undefined;
}

export interface SavedPair {
  readonly library: string;
  /** `updated`: the library held this image with other words; `duplicate`: with these. */
  readonly outcome: "added" | "updated" | "duplicate";
  readonly pair: Pair;
  /** Pairs in the library afterwards. */
  readonly total: number;
}

export interface SavePairParts {
  readonly libraries: Libraries;
  readonly encoding: () => Promise<Encoding>;
  readonly pathOf: (scan: ScanRef) => Promise<string>;
  /** Library that is used when none is named. */
  readonly usual: string;
}

/** What the source of a saved pair is called. */
export const userSource = "user";
const maxLabelCharacters = 300;

/**
 * Saves scans with a user's words as pairs, as an ingest takes them: the same view, vectors, commit and one writer. What the library knows
 * of an image that it holds already (its case, kind of image, part of the body, licence, partition) stays; what was said of it is
 * replaced.
 */
export function createSavePair({ libraries, encoding, pathOf, usual }: SavePairParts) {
  return async (request: SavePairRequest): Promise<SavedPair> => {
    const name = request.library ?? usual;
    if (name === demoLibrary) throw new LibraryBuiltInError();
    const caption = typed(request.text, maxTextCharacters, "text");
    const label = request.label === undefined ? null : oneLine(typed(request.label, maxLabelCharacters, "label"));
    const imagePath = await pathOf(request.scan);
    const { sha256 } = await decodeScan(imagePath); // before a library is made for it
    const id = sha256.slice(0, 32);
    const parts = await encoding();
    await using library = await libraries.openForWriting(name, chosenOf(parts));
    const [known] = await library.pairs.get([id]);
    const { modality = null, anatomy = null, licence = null, partition = null, case: ofCase = null } = known ?? {};
    const facts = { caption, label, modality, anatomy, source: userSource, licence, case: ofCase, partition };
    const row: SourceRow = { kind: "pair", source: userSource, imagePath, facts, fields: {}, strippedCharacters: 0 };
    const counts = await ingest(only(row), library, parts, {
      reader: pictureReader,
      total: 1,
      now: () => performance.now(),
    });
    const [pair] = await library.pairs.get([id]);
    if (!pair || counts.failed.length > 0) throw new ScanChangedError();
    const outcome = counts.added > 0 ? "added" : counts.updated > 0 ? "updated" : "duplicate";
    return { library: name, outcome, pair, total: await library.pairs.count() };
  };
}

async function* only(row: SourceRow): AsyncGenerator<SourceRow> {
  yield row;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** What was typed, without hidden characters. @throws {PairTextInvalidError} */
function typed(text: string, most: number, field: "text" | "label"): string {
  const clean = cleanText(text).text;
  if (clean === "" || clean.length > most) throw new PairTextInvalidError(field, most);
  return clean;
}

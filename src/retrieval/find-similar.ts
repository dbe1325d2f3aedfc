import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { SimilarPair } from "./contract.ts";
import type { Library } from "./library.ts";
import { whyNothingSimilar } from "./likeness.ts";
import { similarPairs } from "./similar-pairs.ts";
import { spreadCases } from "./spread-cases.ts";

/** One result as every interface shows it. */
export interface SimilarResult {
  readonly id: string;
  /** The cosine, or the reciprocal-rank sum where ranks were fused. */
  readonly score: number;
  readonly cosine: number;
  readonly caption: string | null;
  readonly label: string | null;
  readonly case: string;
  readonly source: string | null;
  readonly modality: string | null;
  readonly kind: string | null;
  readonly anatomy: string | null;
  readonly licence: string | null;
  readonly partition: string | null;
  readonly why: string;
  /** True when the pair's image is the query's own file. */
  readonly sameImage: boolean;
}

export interface SimilarCases {
  readonly library: string;
  readonly results: readonly SimilarResult[];
  readonly nothingSimilar: boolean;
  /** Why nothing is similar, where so. */
  readonly reason?: string;
}

/** A text to search for. */
export interface TextQuery {
  /** Unit vector in the space of the images. */
  readonly vector: Float32Array;
  readonly words: number;
  /** Kinds of image that it speaks of; null: of none in particular. */
  readonly kinds: ReadonlySet<string> | null;
}

export interface SimilarCasesQuery {
  readonly scan?: EncodedScan | undefined;
  readonly text?: TextQuery | undefined;
  readonly k: number;
  readonly where?: string | undefined;
  readonly excludeCase?: string | undefined;
  /** More cases that are left out. @default none */
  readonly excludeCases?: readonly string[] | undefined;
  /** Pairs of one case at most, as long as others are near by. @default as many as there are */
  readonly ofOneCase?: number | undefined;
}

/** Pairs of one case in a list for people. */
const listedOfOneCase = 2;
/** How far down the ranking other cases are looked for, as a multiple of k. */
const spreadDepth = 10;

/** The nearest pairs of a library, few of one case, and whether any of them is near enough to be called similar. */
export async function findSimilarCases(
  library: Library,
  query: SimilarCasesQuery,
  rules: DecisionRules,
): Promise<SimilarCases> {
  const { found, reason } = await searchLibrary(library, { ofOneCase: listedOfOneCase, ...query }, rules);
  return {
    library: library.manifest.name,
    results: found.map((each) => toResult(each, query.scan)),
    nothingSimilar: reason !== null,
    ...(reason !== null && { reason }),
  };
}

/** As `findSimilarCases`, with the pairs themselves. */
export async function searchLibrary(
  { pairs, manifest }: Library,
  { scan, text, k, where, excludeCase, excludeCases = [], ofOneCase }: SimilarCasesQuery,
  rules: DecisionRules,
): Promise<{ readonly found: readonly SimilarPair[]; readonly reason: string | null }> {
  const ranked = await similarPairs(pairs, {
    k,
    ...(ofOneCase !== undefined && { spare: k * (spreadDepth - 1) }),
    ...(scan && { image: scan.chosen.embedding.values }),
    ...(text && { text: text.vector }),
    ...(where !== undefined && { where }),
    excludeCases: [...excludeCases, ...(excludeCase === undefined ? [] : [excludeCase])],
  });
  const found = ofOneCase === undefined ? ranked : spreadCases(ranked, { k, ofOneCase });
  if (manifest.encoder !== rules.encoder) return { found, reason: null }; // no threshold is known for its cosines
  const [count, libraryPairs, kinds] = await Promise.all([
    pairs.count(where),
    pairs.count(),
    scan ? [] : pairs.countBy("kind"),
  ]);
  const facts = {
    scan: scan ?? null,
    textKinds: text?.kinds,
    textWords: text?.words,
    pairs: count,
    libraryPairs,
    libraryKinds: kinds.map(({ value }) => value),
  };
  // The thresholds were chosen on the nearest pairs, whatever their cases.
  const reason = whyNothingSimilar(ranked.slice(0, k), facts, rules);
  return { found, reason };
}

function toResult({ pair, score, cosine, why }: SimilarPair, scan: EncodedScan | undefined): SimilarResult {
  const { id, caption, label, source, kind, modality, anatomy, licence, partition } = pair;
  const sameImage = scan !== undefined && scan.scan.sha256 === pair.sha256;
  return {
    id,
    score,
    cosine,
    caption,
    label,
    case: pair.case,
    source,
    modality,
    kind,
    anatomy,
    licence,
    partition,
    why,
    sameImage,
  };
}

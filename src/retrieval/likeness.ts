import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { aKindInWords, kindInWords } from "../encoders/kind-in-words.ts";
import type { SimilarPair } from "./contract.ts";

/** What a search was for, and where, as far as it decides whether anything is similar. */
export interface SearchFacts {
  readonly scan: EncodedScan | null;
  /** Kinds of image that the text speaks of; null: of none in particular. Absent without a text. */
  readonly textKinds?: ReadonlySet<string> | null | undefined;
  readonly textWords?: number | undefined;
  /** Pairs that the search could have found. */
  readonly pairs: number;
  /** Pairs of the library, whatever was asked of them. */
  readonly libraryPairs: number;
  /** Kinds of image in the library. */
  readonly libraryKinds: readonly (string | null)[];
}

/**
 * Why none of the pairs found is near enough to be called similar; null when one is. Thresholds chosen on partition calibration,
 * with whole kinds of image left out of the library; figures in docs/decision-rules.md.
 * @param found best first
 */
export function whyNothingSimilar(
  found: readonly SimilarPair[],
  facts: SearchFacts,
  { likeness }: DecisionRules,
): string | null {
  if (found.length === 0) return facts.libraryPairs === 0 ? "The library is empty." : "No pair meets the conditions.";
  const top = Math.max(...found.map(({ cosine }) => cosine));
  return facts.scan ? byImage(found, top, facts.scan, facts, likeness) : byText(top, facts, likeness);
}

type Thresholds = DecisionRules["likeness"];

function byImage(
  found: readonly SimilarPair[],
  top: number,
  { kind, familiarity }: EncodedScan,
  { pairs }: SearchFacts,
  rules: Thresholds,
): string | null {
  if (familiarity && !familiarity.familiar) {
    return top >= rules.unfamiliarImageCosineAtLeast
      ? null
      : "The scan is of a kind of image that the encoder does not know, and no pair is so near that this would not matter.";
  }
  const atLeast =
    pairs < rules.smallLibraryBelowPairs ? rules.smallLibraryImageCosineAtLeast : rules.imageCosineAtLeast;
  if (top < atLeast)
    return `The nearest pair has a cosine of ${top.toFixed(2)}; under ${atLeast} pairs are seldom of the same kind.`;
  if (!kind) return null;
  const agreement = Math.max(
    ...found
      .slice(0, rules.kindAgreementTop)
      .map(({ pair }) => (pair.kind === null ? 1 : (kind.shares[pair.kind] ?? 0))),
  );
  return agreement >= rules.kindAgreementAtLeast
    ? null
    : `The nearest pairs are of other kinds of image; the scan looks like ${aKindInWords(kind.kind)}.`;
}

function byText(
  top: number,
  { textKinds, textWords = 0, libraryKinds }: SearchFacts,
  rules: Thresholds,
): string | null {
  if (top < rules.textCosineAtLeast)
    return `The image that fits the text best has a cosine of ${top.toFixed(2)}; under ${rules.textCosineAtLeast} images seldom fit.`;
  const absent =
    textKinds &&
    textWords <= rules.otherKindTextWords &&
    !libraryKinds.some((kind) => kind === null || textKinds.has(kind));
  return absent && top < rules.otherKindTextCosineAtLeast
    ? `The text speaks of ${[...textKinds].map(kindInWords).join(" or ")}, of which the library has no image.`
    : null;
}

import type { DecodedScan, RegionPx, RgbImage } from "../imaging/contract.ts";
import type { DualEncoder, EncodedImage, ImageKind } from "./contract.ts";
import type { DecisionRules } from "./decision-rules.ts";
import { type Familiarity, measureFamiliarity } from "./familiarity.ts";

/** A scan, or a region of it, as every job needs it. */
export interface EncodedScan {
  readonly scan: DecodedScan;
  /** Null: the whole image. */
  readonly region: RegionPx | null;
  readonly encoded: EncodedImage;
  /** Null for an encoder without a gate. */
  readonly kind: ImageKind | null;
  /** Null for an encoder without features. */
  readonly familiarity: Familiarity | null;
  /** True when this very file was among the encoder's training images: its scores then say little. Null: cannot be told. */
  readonly seenInTraining: boolean | null;
}

/**
 * Encodes a scan. Its kind and its familiarity are those of the whole image even when a region is asked about: most crops are
 * unlike any training image.
 * @param crop the region's picture; absent: the whole image is encoded
 */
export async function encodeScan(
  scan: DecodedScan,
  crop: { readonly region: RegionPx; readonly picture: RgbImage } | undefined,
  { encoder, rules }: { readonly encoder: DualEncoder; readonly rules: DecisionRules },
): Promise<EncodedScan> {
  const [whole, part] = await encoder.image.encode(crop ? [scan.image, crop.picture] : [scan.image]);
  const { features } = whole;
  return {
    scan,
    region: crop?.region ?? null,
    encoded: part ?? whole,
    kind: encoder.gate && features ? await encoder.gate.classify(features) : null,
    familiarity: features ? measureFamiliarity(features, rules) : null,
    seenInTraining: await encoder.seenInTraining(scan.sha256),
  };
}

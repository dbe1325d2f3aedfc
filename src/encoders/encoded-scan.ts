import type { DecodedScan, RegionPx, RgbImage } from "../imaging/contract.ts";
import type { EncodedImage, ImageKind } from "./contract.ts";
import type { Encoding } from "./encoding.ts";
import { type Familiarity, measureFamiliarity } from "./familiarity.ts";

/** A scan, or a region of it, as every job needs it. */
export interface EncodedScan {
  readonly scan: DecodedScan;
  /** Null: the whole image. */
  readonly region: RegionPx | null;
  /** By the embedded encoder. */
  readonly encoded: EncodedImage;
  /** By the encoder that searches and compares with names: where that is the embedded one, the same. */
  readonly chosen: EncodedImage;
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
  { encoder, rules, chosen = encoder }: Encoding,
): Promise<EncodedScan> {
  const [whole, part = whole] = await encoder.image.encode(crop ? [scan.image, crop.picture] : [scan.image]);
  const own = chosen.id === encoder.id ? part : (await chosen.image.encode([crop ? crop.picture : scan.image]))[0];
  const { features } = whole;
  return {
    scan,
    region: crop?.region ?? null,
    encoded: part,
    chosen: own,
    kind: encoder.gate && features ? await encoder.gate.classify(features) : null,
    familiarity: features ? measureFamiliarity(features, rules) : null,
    seenInTraining: await encoder.seenInTraining(scan.sha256),
  };
}

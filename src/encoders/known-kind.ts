import type { DualEncoder } from "./contract.ts";
import type { DecisionRules } from "./decision-rules.ts";
import { measureFamiliarity } from "./familiarity.ts";

/** Stands for every kind of image that the encoder was not trained on. */
export const otherKind = "other";

/**
 * The gate's kind of an image that is like the training images, else `otherKind`: the gate alone takes any picture for one of its kinds.
 * @param features the tower's features, before its projection
 * @returns null for an encoder without a gate or without features
 * @throws {InferenceError | ModelFileError}
 */
export async function knownKind(
  features: Float32Array | undefined,
  { encoder, rules }: { readonly encoder: Pick<DualEncoder, "gate">; readonly rules: DecisionRules },
): Promise<string | null> {
  if (!encoder.gate || !features) return null;
  return measureFamiliarity(features, rules).familiar ? (await encoder.gate.classify(features)).kind : otherKind;
}

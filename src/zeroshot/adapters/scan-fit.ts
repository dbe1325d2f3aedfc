import type { DecisionRules } from "../../encoders/decision-rules.ts";
import type { EncodedScan } from "../../encoders/encoded-scan.ts";
import { aKindInWords, kindInWords } from "../../encoders/kind-in-words.ts";
import type { Adapter } from "./adapter.ts";
import { nearestCosine } from "./likeness.ts";
import { kindsOfAdapter } from "./trained-kinds.ts";

/** Whether a scan is like the images that an adapter was fitted to. */
export type ScanFit =
  | { readonly fits: true }
  | {
      readonly fits: false;
      readonly code: "KIND_UNKNOWN" | "UNFAMILIAR_IMAGE" | "ADAPTER_OF_ANOTHER_KIND" | "UNLIKE_ADAPTER_IMAGES";
      readonly reason: string;
    };

/**
 * Judges a scan by its kind of image, among those of the adapter's own images, and by how far it lies from its classes. Kind and
 * familiarity are those of the whole image; of a region the distance is the region's.
 */
export function judgeScan(
  { kind, familiarity, chosen }: Pick<EncodedScan, "kind" | "familiarity" | "chosen">,
  { kinds, likeness }: Pick<Adapter, "kinds" | "likeness">,
  { nameKinds }: Pick<DecisionRules, "nameKinds">,
): ScanFit {
  if (!kind || !familiarity) {
    return {
      fits: false,
      code: "KIND_UNKNOWN",
      reason: "The encoder cannot tell what kind of image this is, so nothing says that the adapter is for it.",
    };
  }
  const { known, other } = kindsOfAdapter(kinds);
  if (!familiarity.familiar && !other) {
    return {
      fits: false,
      code: "UNFAMILIAR_IMAGE",
      reason: "The image is unlike every kind of image that the encoder knows, and the adapter's own images were not.",
    };
  }
  const share = Math.max(0, ...known.map((each) => kind.shares[each] ?? 0));
  if (familiarity.familiar && share < nameKinds.imageKindAtLeast) {
    return {
      fits: false,
      code: "ADAPTER_OF_ANOTHER_KIND",
      reason: `The adapter was fitted to images of another kind (${listKinds(known)}); this one looks like ${aKindInWords(kind.kind)} (${Math.round(100 * kind.shares[kind.kind])} % of the kinds known).`,
    };
  }
  if (likeness && nearestCosine(chosen.embedding.values, likeness.means) < likeness.cosineAtLeast) {
    return {
      fits: false,
      code: "UNLIKE_ADAPTER_IMAGES",
      reason: "The image lies farther from the adapter's classes than any of the images that it was fitted to.",
    };
  }
  return { fits: true };
}

function listKinds(kinds: readonly string[]): string {
  return kinds.length === 0 ? "none that the encoder knows" : kinds.map(kindInWords).join(", ");
}

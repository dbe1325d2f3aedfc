import type { EncoderId } from "../../encoders/contract.ts";
import { otherKind } from "../../encoders/known-kind.ts";

/** Kinds of image that an adapter was fitted to. */
export interface TrainedKinds {
  /** The embedded encoder, whose gate judged them. */
  readonly judge: EncoderId;
  /** Kind -> images, in the gate's words; `other` for those unlike all that it knows. */
  readonly images: Readonly<Record<string, number>>;
}

/** A kind that fewer of the images are of than this part is the gate's mistake rather than the adapter's kind. */
const leastPart = 0.05;
/** The same for `other`, which opens the adapter to whatever the encoder does not know. */
const leastPartOther = 0.2;

/** The kinds that an adapter is for: those of the gate, and whether it is for images unlike all of them. */
export function kindsOfAdapter({ images }: Pick<TrainedKinds, "images">): {
  readonly known: readonly string[];
  readonly other: boolean;
} {
  const total = Object.values(images).reduce((sum, n) => sum + n, 0);
  return {
    known: Object.keys(images).filter((kind) => kind !== otherKind && images[kind] >= leastPart * total),
    other: (images[otherKind] ?? 0) >= leastPartOther * total,
  };
}

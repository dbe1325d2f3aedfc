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

/** The kinds that an adapter is for; `other` never counts among the gate's own. */
export function kindsOfAdapter({ images }: TrainedKinds): {
  readonly known: readonly string[];
  readonly other: boolean;
} {
  const total = Object.values(images).reduce((sum, n) => sum + n, 0);
  const kinds = Object.keys(images).filter((kind) => images[kind] >= leastPart * total);
  return { known: kinds.filter((kind) => kind !== otherKind), other: kinds.includes(otherKind) };
}

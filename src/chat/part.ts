import type { VqaEvidence } from "./contract.ts";
import type { Sentence } from "./evidence-list.ts";

/** What one part of the assistant has to say to a question. */
export type Part =
  | {
      readonly kind: "answered";
      readonly sentences: readonly Sentence[];
      readonly shortAnswer: string | null;
      /** Of the bare answer; absent where nothing calibrates one. */
      readonly chance?: Chance;
    }
  | { readonly kind: "abstained"; readonly sentences: readonly Sentence[]; readonly reason: string };

export type Chance = Pick<VqaEvidence, "probability" | "questionOnlyProbability">;

export function answered(sentences: readonly Sentence[], shortAnswer: string | null): Part {
  return { kind: "answered", sentences, shortAnswer };
}

export function abstained(reason: string, sentences: readonly Sentence[] = []): Part {
  return { kind: "abstained", sentences, reason };
}

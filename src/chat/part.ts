import type { Sentence } from "./evidence-list.ts";

/** What one part of the assistant has to say to a question. */
export type Part =
  | { readonly kind: "answered"; readonly sentences: readonly Sentence[]; readonly shortAnswer: string | null }
  | { readonly kind: "abstained"; readonly sentences: readonly Sentence[]; readonly reason: string };

export function answered(sentences: readonly Sentence[], shortAnswer: string | null): Part {
  return { kind: "answered", sentences, shortAnswer };
}

export function abstained(reason: string, sentences: readonly Sentence[] = []): Part {
  return { kind: "abstained", sentences, reason };
}

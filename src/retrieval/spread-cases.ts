import type { SimilarPair } from "./contract.ts";

/**
 * The `k` best pairs of which at most `ofOneCase` are of one case, so that a patient with many images does not fill the list. Where
 * that leaves fewer than `k`, the best of the others fill it.
 * @param ranked best first
 * @returns best first
 */
export function spreadCases(
  ranked: readonly SimilarPair[],
  { k, ofOneCase }: { readonly k: number; readonly ofOneCase: number },
): readonly SimilarPair[] {
  const seen = new Map<string, number>();
  const [within, over]: [number[], number[]] = [[], []];
  for (const [i, { pair }] of ranked.entries()) {
    const count = (seen.get(pair.case) ?? 0) + 1;
    seen.set(pair.case, count);
    (count <= ofOneCase ? within : over).push(i);
  }
  const chosen = new Set([...within, ...over].slice(0, k));
  return ranked.filter((_, i) => chosen.has(i));
}

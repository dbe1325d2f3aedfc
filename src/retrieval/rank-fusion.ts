/**
 * Reciprocal rank fusion: the score of an id is the sum over the rankings of 1 / (60 + rank), rank from 1.
 * Source: Cormack, Clarke and Büttcher, SIGIR 2009.
 * @param rankings ids, best first; an id may be missing from some
 * @returns ids with their score, best first; equal scores keep the order of first appearance
 */
export function fuseRanks(
  rankings: readonly (readonly string[])[],
): readonly { readonly id: string; readonly score: number }[] {
  const scores = new Map<string, number>();
  for (const ranking of rankings) {
    ranking.forEach((id, i) => {
      scores.set(id, (scores.get(id) ?? 0) + 1 / (60 + i + 1));
    });
  }
  return [...scores].map(([id, score]) => ({ id, score })).sort((a, b) => b.score - a.score);
}

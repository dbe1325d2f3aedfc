import { dot } from "../core/vector.ts";

/** Vectors of one width, one after the other: `at(i)` is the i-th. */
export interface VectorTable {
  readonly length: number;
  at(index: number): Float32Array;
}

/** Copies unit vectors into one block: comparing all with all walks through memory in order. */
export function vectorTable(vectors: readonly Float32Array[]): VectorTable {
  const width = vectors[0]?.length ?? 0;
  const block = new Float32Array(vectors.length * width);
  vectors.forEach((vector, i) => {
    block.set(vector, i * width);
  });
  return { length: vectors.length, at: (index) => block.subarray(index * width, (index + 1) * width) };
}

/** Cosine of a unit vector with each of a table. */
export function cosines(vector: Float32Array, table: VectorTable): Float64Array {
  return Float64Array.from({ length: table.length }, (_, i) => dot(vector, table.at(i)));
}

/** How many are at least as near as one of them, itself counted: its rank, and of equals the worse one. */
export function worseRank(similarities: ArrayLike<number>, own: number): number {
  let rank = 0;
  for (let i = 0; i < similarities.length; i++) if (similarities[i] >= similarities[own]) rank++;
  return rank;
}

/** The k nearest of the candidates, nearest first; of equally near ones the first in the table. */
export function nearestOf(similarities: Float64Array, candidates: readonly number[], k: number): readonly number[] {
  return [...candidates].sort((a, b) => similarities[b] - similarities[a] || a - b).slice(0, k);
}

/**
 * The label that most of the k nearest have; of several, the one whose nearest neighbour is nearest.
 * @param candidates which of the table's rows may be neighbours
 * @returns null without a candidate
 */
export function majorityVote(
  similarities: Float64Array,
  labels: readonly string[],
  k: number,
  isCandidate: (index: number) => boolean,
): string | null {
  const nearest = nearestOf(similarities, [...labels.keys()].filter(isCandidate), k);
  const votes = new Map<string, number>(); // in order of the first, and so the nearest, neighbour of each label
  for (const index of nearest) votes.set(labels[index], (votes.get(labels[index]) ?? 0) + 1);
  const [first] = [...votes].sort(([, a], [, b]) => b - a);
  return first?.[0] ?? null;
}

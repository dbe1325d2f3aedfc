import { dot } from "../../core/vector.ts";
import type { Head, HeadScore, KnnParameters, LabelledVectors, Trials } from "./contract.ts";

/** Numbers of neighbours that cross-validation chooses from. */
export const knnGrid: readonly number[] = [1, 3, 5, 10, 20, 50];
/** Where there are too few cases to choose. */
export const knnFallback = 1;

/** A neighbour's vote falls by e for this much less cosine. Source: Wu et al. 2018, arXiv:1805.01978, section 3.4. */
const temperature = 0.07;

/**
 * The vote of the k nearest examples by cosine, each weighing exp(cosine / 0.07); of equally near ones the earlier first.
 * @returns one share a class
 */
function vote(cosines: readonly number[], order: readonly number[], labels: readonly number[], classes: number) {
  const shares = new Array<number>(classes).fill(0);
  const weights = order.map((index) => Math.exp((cosines[index] - cosines[order[0]]) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  order.forEach((index, i) => {
    shares[labels[index]] += weights[i] / total;
  });
  return shares;
}

function nearestFirst(cosines: readonly number[]): number[] {
  return Array.from(cosines.keys()).sort((a, b) => cosines[b] - cosines[a] || a - b);
}

export const knnTrials: Trials = ({ vectors, labels, classes }, held) => {
  const found = held.map((vector) => {
    const cosines = vectors.map((example) => dot(example, vector));
    const order = nearestFirst(cosines);
    return knnGrid.map((k) => vote(cosines, order.slice(0, k), labels, classes));
  });
  return knnGrid.map((_, setting) => found.map((each) => each[setting]));
};

/** @param k neighbours that vote; of fewer examples all do */
export function knnParameters({ vectors, labels, classes }: LabelledVectors, k: number): KnnParameters {
  return { method: "knn", k, classes, vectors, labels };
}

export function knnHead({ vectors, labels, classes, k }: KnnParameters): Head {
  return (vector): HeadScore => {
    const cosines = vectors.map((example) => dot(example, vector));
    const nearest = new Array<number>(classes).fill(-1);
    cosines.forEach((cosine, i) => {
      nearest[labels[i]] = Math.max(nearest[labels[i]], cosine);
    });
    return { shares: vote(cosines, nearestFirst(cosines).slice(0, k), labels, classes), cosines: nearest };
  };
}

/** Inner product of two vectors of equal length; the cosine when both are unit vectors. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The vector divided by its Euclidean norm. @throws {RangeError} for a zero or non-finite norm: there is no direction. */
export function normalise(vector: ArrayLike<number>): Float32Array {
  const norm = Math.sqrt(dot(vector, vector));
  if (!Number.isFinite(norm) || norm === 0) throw new RangeError(`A vector of norm ${norm} has no direction.`);
  return Float32Array.from(vector, (value) => value / norm);
}

/** Mean of N >= 1 vectors of equal length. */
export function mean(vectors: readonly ArrayLike<number>[]): Float64Array {
  const sum = new Float64Array(vectors[0].length);
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i] += vector[i] / vectors.length;
  return sum;
}

/** exp(x_i) / sum exp(x_j), computed after subtracting the maximum. Sums to 1. */
export function softmax(logits: readonly number[]): number[] {
  const top = Math.max(...logits);
  const exponentials = logits.map((logit) => Math.exp(logit - top));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

/** Index of the greatest value; the first of equals. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

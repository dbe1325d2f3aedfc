/**
 * From which share a class belongs to the prediction set, so that the true class of a new row of the same kind is in it with the chance `level`:
 * 1 minus the ⌈(n + 1) · level⌉-th smallest of the rows' 1 - share of the truth.
 * Source: Sadinle, Lei and Wasserman 2019, "Least Ambiguous Set-Valued Classifiers".
 * @param sharesOfTruth [row] what each calibration row's true class got
 * @returns 0, every class, where the rows are too few for the level
 */
export function shareAtLeast(sharesOfTruth: readonly number[], level: number): number {
  const rank = Math.ceil((sharesOfTruth.length + 1) * level);
  if (rank > sharesOfTruth.length) return 0;
  const descending = [...sharesOfTruth].sort((a, b) => b - a);
  return descending[rank - 1];
}

/** Indices of the classes in the set, none where no share is great enough: then no class can be named at this level. */
export function predictionSet(shares: readonly number[], atLeast: number): readonly number[] {
  return shares.flatMap((share, i) => (share >= atLeast ? [i] : []));
}

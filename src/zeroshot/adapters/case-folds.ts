import { sha256Hex } from "../../core/sha256.ts";

/** Rows as folds see them: one label and one case each. */
export interface RowsOfCases {
  readonly labels: readonly number[];
  readonly cases: readonly string[];
}

/** Folds at most. */
const mostFolds = 5;

/**
 * As many folds as the second largest class has cases, at most five; null where that is less than two: then no case can be held back
 * and still leave two classes to tell apart.
 */
export function foldCount(rows: RowsOfCases): number | null {
  const [, second = 0] = [...casesByClass(rows).values()].map(({ size }) => size).sort((a, b) => b - a);
  return second < 2 ? null : Math.min(mostFolds, second);
}

/**
 * The fold of each row, 0 to `folds` - 1. A case is in one fold. Every class's cases are dealt evenly, the rarest class's first; a case of
 * several classes counts as one of the rarest of them. The order of dealing is the hash of seed and case, so that it does not depend on the
 * order of the rows.
 */
export function caseFolds(
  rows: RowsOfCases,
  { folds, seed }: { readonly folds: number; readonly seed: number },
): number[] {
  const classes = [...casesByClass(rows)].sort(([a, x], [b, y]) => x.size - y.size || a - b);
  const foldOf = new Map<string, number>();
  for (const [, cases] of classes) {
    const dealt = [...cases]
      .map((each) => [sha256Hex(`${seed} ${each}`), each] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, each] of dealt) if (!foldOf.has(each)) foldOf.set(each, foldOf.size % folds);
  }
  return rows.cases.map((each) => foldOf.get(each) ?? 0);
}

function casesByClass({ labels, cases }: RowsOfCases): Map<number, Set<string>> {
  const found = new Map<number, Set<string>>();
  labels.forEach((label, row) => {
    found.set(label, (found.get(label) ?? new Set()).add(cases[row]));
  });
  return found;
}

import type { Statistic } from "./statistic.ts";

/** Rows with how sure each was, and whether it was right. */
export interface Selected {
  /** Greater means surer: the greatest share. */
  readonly sure: readonly number[];
  readonly right: readonly boolean[];
}

/**
 * Accuracy of the surest part of the rows: who answers only these is wrong with one minus this. Of equally sure rows of which only some fit,
 * each counts in part. Source: El-Yaniv & Wiener 2010; Geifman & El-Yaniv 2017.
 * @param coverage part of the rows that is answered, over 0 to 1
 */
export function accuracyAtCoverage({ sure, right }: Selected, coverage: number): Statistic {
  const order = Uint32Array.from(sure, (_, row) => row).sort((a, b) => sure[b] - sure[a]);
  return (weights) => {
    const wanted = coverage * weights.reduce((sum, weight) => sum + weight, 0);
    let [taken, found] = [0, 0];
    for (let from = 0; from < order.length && taken < wanted - 1e-9; ) {
      let [count, correct, to] = [0, 0, from];
      for (; to < order.length && sure[order[to]] === sure[order[from]]; to++) {
        count += weights[order[to]];
        if (right[order[to]]) correct += weights[order[to]];
      }
      const part = count > 0 ? Math.min(1, (wanted - taken) / count) : 0;
      taken += part * count;
      found += part * correct;
      from = to;
    }
    return taken > 0 ? found / taken : Number.NaN;
  };
}

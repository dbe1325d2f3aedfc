/** How often tokens stand with the one and with the other of two values. */
export interface TwoWayCounts {
  add(tokens: Iterable<string>, value: 0 | 1): void;
  /** [with value 0, with value 1] */
  of(token: string): readonly [number, number];
  /** log P(token | the other value) - log P(token | this value), one token more being shared by both as they are common. */
  against(token: string, value: 0 | 1): number;
}

export function createTwoWayCounts(): TwoWayCounts {
  const counts = new Map<string, [number, number]>();
  const totals: [number, number] = [0, 0];
  return {
    add(tokens, value) {
      totals[value]++;
      for (const token of tokens) {
        const known = counts.get(token) ?? [0, 0];
        known[value]++;
        counts.set(token, known);
      }
    },
    of: (token) => counts.get(token) ?? [0, 0],
    against(token, value) {
      const found = counts.get(token);
      const [same, other] = [totals[value], totals[1 - value]];
      if (!found || same === 0 || other === 0) return 0;
      const all = same + other;
      return Math.log(((found[1 - value] + other / all) / other / (found[value] + same / all)) * same);
    },
  };
}

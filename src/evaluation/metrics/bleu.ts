import type { Statistic } from "./statistic.ts";

const longest = 4;

/** What one draft adds to BLEU, by length of the word sequence, 1 to 4. */
export interface BleuCounts {
  /** Sequences of the draft that the reference has too, each at most as often as there. */
  readonly matches: readonly number[];
  /** Sequences of the draft. */
  readonly totals: readonly number[];
  /** Words. */
  readonly draftLength: number;
  readonly referenceLength: number;
}

export function bleuCounts(draft: string, reference: string): BleuCounts {
  const [words, wanted] = [bleuWords(draft), bleuWords(reference)];
  const counts = Array.from({ length: longest }, (_, i) => {
    const [found, there] = [sequences(words, i + 1), sequences(wanted, i + 1)];
    const matches = [...found].reduce((sum, [sequence, count]) => sum + Math.min(count, there.get(sequence) ?? 0), 0);
    return { matches, total: Math.max(0, words.length - i) };
  });
  return {
    matches: counts.map(({ matches }) => matches),
    totals: counts.map(({ total }) => total),
    draftLength: words.length,
    referenceLength: wanted.length,
  };
}

/**
 * BLEU of all drafts together, 0 to 1: geometric mean of the shares of matching sequences of 1 to 4 words, times the penalty for drafts that
 * are shorter than their references. As sacreBLEU's corpus BLEU in lower case (tokens 13a, exponential smoothing: of lengths without a match, the
 * first counts half a match, the next a quarter, and so on). Source: Papineni et al. 2002; Post 2018.
 */
export function bleu(rows: readonly BleuCounts[]): Statistic {
  return (weights) => {
    const sum = (of: (row: BleuCounts) => number) => rows.reduce((total, row, i) => total + weights[i] * of(row), 0);
    const [draftLength, referenceLength] = [sum((row) => row.draftLength), sum((row) => row.referenceLength)];
    const matches = Array.from({ length: longest }, (_, i) => sum((row) => row.matches[i]));
    const totals = Array.from({ length: longest }, (_, i) => sum((row) => row.totals[i]));
    if (referenceLength === 0) return Number.NaN;
    if (totals.includes(0) || matches.every((count) => count === 0)) return 0;
    let smoothing = 1;
    const logs = matches.map((count, i) => {
      if (count === 0) smoothing *= 2;
      return Math.log((count === 0 ? 1 / smoothing : count) / totals[i]);
    });
    const penalty = draftLength < referenceLength ? Math.exp(1 - referenceLength / draftLength) : 1;
    return penalty * Math.exp(logs.reduce((total, log) => total + log, 0) / longest);
  };
}

/** Words and signs. Source: sacreBLEU's tokenizer_13a.py, which is mteval-v13a's. */
function bleuWords(text: string): readonly string[] {
  const plain = text
    .toLowerCase()
    .trimEnd()
    .replaceAll("<skipped>", "")
    .replaceAll("-\n", "")
    .replaceAll("\n", " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
  return ` ${plain} `
    .replace(/([{-~[-` -&(-+:-@/])/gu, " $1 ")
    .replace(/([^0-9])([.,])/gu, "$1 $2 ")
    .replace(/([.,])([^0-9])/gu, " $1 $2")
    .replace(/([0-9])(-)/gu, "$1 $2 ")
    .split(/\s+/u)
    .filter((word) => word !== "");
}

function sequences(words: readonly string[], length: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let from = 0; from + length <= words.length; from++) {
    const sequence = words.slice(from, from + length).join(" ");
    counts.set(sequence, (counts.get(sequence) ?? 0) + 1);
  }
  return counts;
}

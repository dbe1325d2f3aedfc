import { tellingWords } from "../../chat/sentence-words.ts";

export interface SearchedText {
  readonly case: string;
  readonly text: string;
}

/** The texts most like a query, best first, none of one case. The cosine is that of their telling words, each as rare as it is. */
export type ReportSearch = (
  query: string,
  leftOut: string,
  k: number,
) => readonly { readonly text: string; readonly cosine: number }[];

/** Texts are compared by words alone, each weighing log(texts / texts with it): as quick as counting. */
export function createReportSearch(texts: readonly SearchedText[]): ReportSearch {
  const holding = new Map<string, number[]>();
  texts.forEach(({ text }, i) => {
    for (const word of tellingWords(text)) {
      const known = holding.get(word);
      if (known) known.push(i);
      else holding.set(word, [i]);
    }
  });
  const rarity = (word: string) => Math.log((texts.length + 1) / ((holding.get(word)?.length ?? 0) + 1));
  const squares = new Float64Array(texts.length);
  for (const [word, found] of holding) for (const i of found) squares[i] += rarity(word) ** 2;
  return (query, leftOut, k) => {
    const products = new Float64Array(texts.length);
    let square = 0;
    for (const word of tellingWords(query)) {
      const weight = rarity(word) ** 2;
      square += weight;
      for (const i of holding.get(word) ?? []) products[i] += weight;
    }
    return texts
      .flatMap(({ case: caseId, text }, i) =>
        products[i] > 0 && caseId !== leftOut ? [{ text, cosine: products[i] / Math.sqrt(square * squares[i]) }] : [],
      )
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, k);
  };
}

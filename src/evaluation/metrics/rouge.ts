/**
 * ROUGE-L of one draft, 0 to 1: F1 of precision and recall of the longest common subsequence of words, over the whole text as one
 * sentence. Words are runs of letters and digits in lower case, not stemmed. Source: Lin 2004, section 3.1, with beta 1, as
 * google-research/rouge's `rougeL`.
 */
export function rougeL(draft: string, reference: string): number {
  const [words, wanted] = [rougeWords(draft), rougeWords(reference)];
  const common = longestCommonSubsequence(words, wanted);
  return common === 0 ? 0 : (2 * common) / (words.length + wanted.length);
}

function rougeWords(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/** Its length. */
function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  let above = new Uint32Array(b.length + 1);
  for (const word of a) {
    const row = new Uint32Array(b.length + 1);
    for (let j = 0; j < b.length; j++) row[j + 1] = word === b[j] ? above[j] + 1 : Math.max(above[j + 1], row[j]);
    above = row;
  }
  return above[b.length];
}

/** Makes token ids of a text as a text tower was trained to read them. */
export interface TextTokenizer {
  /** Ids with their special tokens, cut at `contextTokens`, not padded. */
  tokenize(text: string): readonly number[];
  readonly contextTokens: number;
  readonly padId: number;
}

export interface Bracket {
  readonly startIds: readonly number[];
  readonly endIds: readonly number[];
  readonly contextTokens: number;
}

/** The content between its special tokens; what is over the context is cut off its end. */
export function bracketed(content: readonly number[], { startIds, endIds, contextTokens }: Bracket): readonly number[] {
  return [...startIds, ...content.slice(0, contextTokens - startIds.length - endIds.length), ...endIds];
}

/** Tokens of one request to a language model, as its server counted them; null where it did not say. */
export interface TokenCounts {
  readonly prompt: number | null;
  readonly answer: number | null;
}

/** How many tokens a text is. */
export type CountTokens = (text: string) => number;

/** Bytes of UTF-8 to a token: English medical prose has about four, and a budget must not be passed. */
const bytesPerToken = 3;

/** An upper estimate for a model whose tokenizer is not known. */
export const estimateTokens: CountTokens = (text) => Math.ceil(Buffer.byteLength(text) / bytesPerToken);

/** What a provider asks for a million tokens. */
export interface TokenPrices {
  readonly prompt: number;
  readonly answer: number;
  /** As the user writes it: `USD`. */
  readonly currency: string;
}

/** What a request cost at these prices, to six decimals. */
export function costOf(tokens: { readonly prompt: number; readonly answer: number }, prices: TokenPrices): number {
  const millions = 1_000_000;
  const cost = (tokens.prompt * prices.prompt + tokens.answer * prices.answer) / millions;
  return Math.round(cost * millions) / millions;
}

import type { Evidence } from "./contract.ts";
import { quotesOf, spanOf, withoutCases } from "./quotes.ts";
import { withoutRightOnTest } from "./right-on-test.ts";

/**
 * What a sentence claims, without whose words they are: of one that quotes other cases the words quoted, of any other all of it but the
 * titles that it quotes and how often such sentences were right.
 */
export function claimText(sentence: string, evidence: readonly Evidence[]): string {
  const pairs = evidence.filter(({ kind }) => kind === "pair");
  const quotes = quotesOf(sentence);
  const quoted = quotes.filter((quote) => pairs.some((pair) => spanOf(pair, quote) !== null));
  if (quoted.length > 0) return quoted.join(" ");
  const bare = quotes.reduce((rest, quote) => rest.replace(quote, " "), withoutRightOnTest(sentence));
  return withoutCases(bare, evidence).replace(/\s+/g, " ").trim();
}

import { cleanText } from "../core/clean-text.ts";
import type { DualEncoder } from "../encoders/contract.ts";
import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { TextQuery } from "../retrieval/find-similar.ts";
import { kindsOfNames } from "../zeroshot/name-kinds.ts";

/** A text as a search needs it, without hidden characters. @throws {EmptyTextError} */
export async function textQuery(
  text: string,
  { encoder, rules }: { readonly encoder: DualEncoder; readonly rules: DecisionRules },
): Promise<TextQuery> {
  const plain = cleanText(text).text;
  const [encoded] = await encoder.text.encode([plain]);
  const kinds = await kindsOfNames([plain], rules, encoder.text);
  return { vector: encoded.embedding.values, words: plain.split(/\s+/).length, kinds };
}

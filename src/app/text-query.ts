import type { DualEncoder } from "../encoders/contract.ts";
import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { TextQuery } from "../retrieval/find-similar.ts";
import { kindsOfNames } from "../zeroshot/name-kinds.ts";

/** A text as a search needs it. @throws {EmptyTextError} */
export async function textQuery(
  text: string,
  { encoder, rules }: { readonly encoder: DualEncoder; readonly rules: DecisionRules },
): Promise<TextQuery> {
  const [encoded] = await encoder.text.encode([text]);
  const kinds = await kindsOfNames([text], rules, encoder.text);
  return { vector: encoded.embedding.values, words: text.trim().split(/\s+/).length, kinds };
}

import { cleanText } from "../core/clean-text.ts";
import { chosenOf, type Encoding } from "../encoders/encoding.ts";
import type { TextQuery } from "../retrieval/find-similar.ts";
import { kindsOfNames } from "../zeroshot/name-kinds.ts";

/** A text as a search needs it, without hidden characters. @throws {EmptyTextError} */
export async function textQuery(text: string, encoding: Encoding): Promise<TextQuery> {
  const { encoder, rules } = encoding;
  const plain = cleanText(text).text;
  const [encoded] = await chosenOf(encoding).text.encode([plain]);
  const kinds = await kindsOfNames([plain], rules, encoder.text);
  return { vector: encoded.embedding.values, words: plain.split(/\s+/).length, kinds };
}

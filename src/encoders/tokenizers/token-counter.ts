import { Tokenizer } from "@huggingface/tokenizers";
import { VocabularyError } from "./errors.ts";
import { readTokenizerFile } from "./tokenizer-file.ts";

/**
 * Counts tokens as the tokenizer.json of a language model does, without special tokens. For a budget: what the library does otherwise
 * than the reference changes single ids and hardly their number.
 * @param tokenizerJson bytes of the file
 * @param file how errors name it
 * @throws {VocabularyError}
 */
export function createTokenCounter(tokenizerJson: Uint8Array, file: string): (text: string) => number {
  const described = readTokenizerFile(tokenizerJson, file);
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(described, {});
  } catch (cause) {
    throw new VocabularyError(file, "asks for a step that is not built", { cause });
  }
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).ids.length;
}

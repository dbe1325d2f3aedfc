import { Tokenizer } from "@huggingface/tokenizers";

export interface BytePairs {
  readonly ids: Readonly<Record<string, number>>;
  readonly merges: readonly (readonly [string, string])[];
  /** What ends a word's last token; empty: nothing does. */
  readonly wordEnd: string;
}

/**
 * Ids of one word, whose UTF-8 bytes are merged pair by pair. How a text is cut into words is the caller's: the
 * references' patterns differ in ways that the library's do not show.
 */
export function createBytePairEncoder({ ids, merges, wordEnd }: BytePairs): (word: string) => readonly number[] {
  const tokenizer = new Tokenizer(
    {
      added_tokens: [],
      normalizer: null,
      pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, use_regex: false },
      post_processor: null,
      decoder: null,
      model: { type: "BPE", vocab: ids, merges, end_of_word_suffix: wordEnd },
    },
    {},
  );
  return (word) => tokenizer.encode(word).ids;
}

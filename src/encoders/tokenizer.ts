import { Tokenizer } from "@huggingface/tokenizers";
import { ModelFileError } from "../inference/errors.ts";
import type { LoadedCard } from "./card.ts";
import { readModelText } from "./model-file.ts";

/** Token ids of a text with the special tokens, at most `maxTokens` of them. */
export type Tokenize = (text: string) => readonly number[];

async function readJson(loaded: LoadedCard, name: string): Promise<unknown> {
  return JSON.parse(await readModelText(loaded, name));
}

/** Code points that no character has: BertTokenizer drops them, @huggingface/tokenizers 0.2.0 makes them [UNK]. */
const unassigned = /\p{Cn}/gu;

/**
 * The card's WordPiece tokenizer ([CLS] … [SEP]).
 * Truncation as Hugging Face's `truncation=True`: content is cut off at its end, the closing special token is kept.
 * @throws {ModelFileError} when a file is missing or is another.
 */
export async function loadTokenizer(loaded: LoadedCard): Promise<Tokenize> {
  const { tokenizer: file, maxTokens } = loaded.card.text;
  const [model, config] = await Promise.all([readJson(loaded, file), readJson(loaded, "tokenizer_config.json")]);
  if (!isRecord(model) || !isRecord(config)) throw new ModelFileError(file, "checksum");
  const tokenizer = new Tokenizer(model, config);
  return (text) => {
    const { ids } = tokenizer.encode(text.replace(unassigned, ""));
    return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ids[ids.length - 1]];
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

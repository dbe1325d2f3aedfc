import { readFile } from "node:fs/promises";
import { Tokenizer } from "@huggingface/tokenizers";
import { sha256Hex } from "../core/sha256.ts";
import { ModelFileError } from "../inference/errors.ts";
import { cardFile, type LoadedCard } from "./card.ts";

/** Token ids of a text with the special tokens, at most `maxTokens` of them. */
export type Tokenize = (text: string) => readonly number[];

async function readChecked(loaded: LoadedCard, name: string): Promise<unknown> {
  const { path, sha256 } = cardFile(loaded, name);
  const bytes = await readFile(path).catch((cause) => {
    throw new ModelFileError(name, "missing", { cause });
  });
  if (sha256Hex(bytes) !== sha256) throw new ModelFileError(name, "checksum");
  return JSON.parse(bytes.toString("utf8"));
}

/**
 * The card's WordPiece tokenizer ([CLS] … [SEP]).
 * Truncation as Hugging Face's `truncation=True`: content is cut off at its end, the closing special token is kept.
 * @throws {ModelFileError} when a file is missing or is another.
 */
export async function loadTokenizer(loaded: LoadedCard): Promise<Tokenize> {
  const { tokenizer: file, maxTokens } = loaded.card.text;
  const [model, config] = await Promise.all([readChecked(loaded, file), readChecked(loaded, "tokenizer_config.json")]);
  if (!isRecord(model) || !isRecord(config)) throw new ModelFileError(file, "checksum");
  const tokenizer = new Tokenizer(model, config);
  return (text) => {
    const { ids } = tokenizer.encode(text);
    return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ids[ids.length - 1]];
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

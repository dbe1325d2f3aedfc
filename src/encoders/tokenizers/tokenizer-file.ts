import { z } from "zod";
import { VocabularyError } from "./errors.ts";

/** The parts of a tokenizer.json that are looked at; the rest goes to the library as it is. */
const TokenizerFile = z.looseObject({
  added_tokens: z
    .array(z.looseObject({ id: z.int(), content: z.string() }))
    .nullable()
    .default([]),
  normalizer: z.unknown(),
  pre_tokenizer: z.unknown(),
  post_processor: z.unknown(),
  decoder: z.unknown(),
  model: z.looseObject({ type: z.string().optional(), vocab: z.unknown() }),
});
export type TokenizerFile = z.output<typeof TokenizerFile>;

/** Reads a tokenizer.json. @throws {VocabularyError} */
export function readTokenizerFile(bytes: Uint8Array, file: string): TokenizerFile {
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new VocabularyError(file, "is not JSON", { cause });
  }
  const parsed = TokenizerFile.safeParse(raw);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.slice(0, 5).map(({ path }) => path.join("."));
  throw new VocabularyError(file, `does not fit the schema at ${paths.join(", ")}`);
}

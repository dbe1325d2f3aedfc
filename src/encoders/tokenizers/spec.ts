import { z } from "zod";

const TokenId = z.int().min(0);

const shared = {
  /** The file of the model folder that holds the vocabulary. */
  file: z.string().regex(/^[\w.-]+$/),
  /** Most ids of a text, special tokens among them. */
  contextTokens: z.int().min(3).max(8192),
  padId: TokenId,
};

/** OpenAI's byte-pair encoding. `file`: bpe_simple_vocab_16e6.txt.gz, or a merges.txt of the same merges. */
const ClipBpe = z.strictObject({
  kind: z.literal("clip-bpe"),
  ...shared,
  startId: TokenId,
  endId: TokenId,
  cleaning: z.enum(["open-clip", "hugging-face"]),
});
export type ClipBpeSpec = z.output<typeof ClipBpe>;

/** BERT's WordPiece. `file`: vocab.txt, a token a line; it names its own special tokens. */
const Wordpiece = z.strictObject({ kind: z.literal("wordpiece"), ...shared, casing: z.enum(["lower", "keep"]) });
export type WordpieceSpec = z.output<typeof Wordpiece>;

/** SigLIP's. `file`: a sentencepiece model of the unigram kind. siglip: lower case, without ASCII punctuation. */
const Sentencepiece = z.strictObject({
  kind: z.literal("sentencepiece"),
  ...shared,
  endId: TokenId,
  cleaning: z.literal("siglip"),
});
export type SentencepieceSpec = z.output<typeof Sentencepiece>;

/**
 * CONCH's byte-level byte-pair encoding. `file`: a tokenizer.json, of which the vocabulary and the merges count.
 * conch: NFD without marks, lower case, a space before the text.
 */
const ByteLevelBpe = z.strictObject({
  kind: z.literal("byte-level-bpe"),
  ...shared,
  startId: TokenId,
  endId: TokenId,
  cleaning: z.literal("conch"),
});
export type ByteLevelBpeSpec = z.output<typeof ByteLevelBpe>;

/** Whatever a tokenizer.json says, as far as it is read exactly. */
const TokenizerJson = z.strictObject({ kind: z.literal("tokenizer-json"), ...shared });
export type TokenizerJsonSpec = z.output<typeof TokenizerJson>;

/** From text to token ids, as a model card holds it. */
export const TokenizerSpec = z.discriminatedUnion("kind", [
  ClipBpe,
  Wordpiece,
  Sentencepiece,
  ByteLevelBpe,
  TokenizerJson,
]);
export type TokenizerSpec = z.output<typeof TokenizerSpec>;

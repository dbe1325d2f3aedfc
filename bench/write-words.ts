import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const tokenizers = join(new URL("..", import.meta.url).pathname, "..", "shared", "goldens", "tokenizers");

/** A vocabulary of the kind that the file is, where the real one is not free: random weights know no words anyway. */
export function writeWords(path: string): void {
  if (path.endsWith("vocab.txt")) copyFileSync(join(tokenizers, "wordpiece", "bert-base-uncased-vocab.txt"), path);
  if (path.endsWith("merges.txt")) {
    const merges = gunzipSync(readFileSync(join(tokenizers, "clip", "bpe_simple_vocab_16e6.txt.gz"))).toString("utf8");
    writeFileSync(path, merges.split("\n").slice(0, 48_895).join("\n"));
  }
}

import { readFile } from "node:fs/promises";
import { TokenInvalidError } from "./errors.ts";

const leastBits = 128;

/** The token that a file holds alone. @throws {TokenInvalidError} also where it could be guessed */
export async function readToken(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new TokenInvalidError("unreadable", { cause });
  });
  const token = text.trim();
  if (!/^[\x21-\x7e]{1,1024}$/.test(token)) throw new TokenInvalidError("form");
  if (mostBits(token) < leastBits) throw new TokenInvalidError("weak");
  return token;
}

/** Bits that a token of these characters can have at most: an upper bound, since nobody can see how it was chosen. */
function mostBits(token: string): number {
  const alphabets = [
    { form: /^[0-9]+$/, size: 10 },
    { form: /^(?:[0-9a-f]+|[0-9A-F]+)$/, size: 16 },
    { form: /^(?:[0-9a-z]+|[0-9A-Z]+)$/, size: 36 },
    { form: /^[0-9A-Za-z]+$/, size: 62 },
  ];
  const size = alphabets.find(({ form }) => form.test(token))?.size ?? 94;
  return Math.min(token.length * Math.log2(size), new Set(token).size < 8 ? 0 : Number.POSITIVE_INFINITY);
}

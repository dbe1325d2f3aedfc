import { SentenceSplitter } from "../../../src/chat/sentence-splitter.ts";

/** An answer's sentences as the server counts them, each with the space behind it. Joined they are the answer. */
export function splitSentences(text: string): readonly string[] {
  const splitter = new SentenceSplitter();
  const whole = splitter.push(text);
  const last = splitter.end();
  return last === null ? whole : [...whole, last];
}

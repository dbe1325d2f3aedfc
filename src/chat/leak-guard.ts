/** A run of so many words of the instructions is a repetition of them, and no answer. */
const leakingWords = 8;

/**
 * Takes out of a language model's words what repeats its instructions, as they come: a run of eight of their words, or the name of the
 * fence around the evidence. Holds back only what may still become such a run.
 */
export class LeakGuard {
  readonly #words: readonly string[];
  readonly #places = new Map<string, number[]>();
  readonly #secret: string;
  #partial = "";
  #held = "";
  /** Where in the instructions the last word of the run stands. */
  #run: { readonly words: number; readonly at: readonly number[] } = { words: 0, at: [] };
  #withheld = 0;

  /** @param secret a word that no answer may hold */
  constructor(instructions: string, secret: string) {
    this.#secret = secret.toLowerCase();
    this.#words = tokensOf(instructions).filter(isWord).map(plain);
    for (const [i, word] of this.#words.entries()) this.#places.set(word, [...(this.#places.get(word) ?? []), i]);
  }

  /** Words that were taken out. */
  get withheld(): number {
    return this.#withheld;
  }

  /** What may be shown now that this piece has come. */
  push(piece: string): string {
    const tokens = tokensOf(this.#partial + piece);
    const last = tokens.at(-1);
    this.#partial = last !== undefined && isWord(last) ? last : "";
    return (this.#partial === "" ? tokens : tokens.slice(0, -1)).map((token) => this.#take(token)).join("");
  }

  /** What was still held back at the end. */
  end(): string {
    const word = this.#partial === "" ? "" : this.#take(this.#partial);
    this.#partial = "";
    return word + this.#release();
  }

  #take(token: string): string {
    if (!isWord(token)) {
      if (this.#run.words === 0) return token;
      this.#held += token;
      return "";
    }
    const word = plain(token);
    if (word === this.#secret) {
      this.#withheld++;
      return this.#release();
    }
    const on = this.#run.at.map((at) => at + 1).filter((at) => this.#words[at] === word);
    const before = on.length > 0 ? "" : this.#release();
    const at = on.length > 0 ? on : (this.#places.get(word) ?? []);
    if (at.length === 0) return before + token;
    this.#run = { words: this.#run.words + 1, at };
    this.#held += token;
    return before;
  }

  /** Ends the run: too long, it is taken out. */
  #release(): string {
    const { words } = this.#run;
    const text = words >= leakingWords ? " " : this.#held;
    if (words >= leakingWords) this.#withheld += words;
    this.#run = { words: 0, at: [] };
    this.#held = "";
    return text;
  }
}

function tokensOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*|[^\p{L}\p{N}]+/gu) ?? [];
}

function isWord(token: string): boolean {
  return /^[\p{L}\p{N}]/u.test(token);
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll("’", "'");
}

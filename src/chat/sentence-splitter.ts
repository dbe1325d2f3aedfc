const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
/** What may end a sentence; a text without any of it is not cut. */
const mayEnd = /[.!?…。！？\n\u2028\u2029]/;
/** A sentence that is longer is cut there: it is checked, and nobody waits for its end. */
const longestSentence = 2_000;
/** A quotation that is not closed by then is not waited for. */
const longestQuotation = 1_200;

/**
 * Cuts an answer that is still being written into sentences, each with the space and the markers behind it. "Yes." belongs to the
 * sentence after it, what stands within one quotation is not cut, and a new line ends a sentence.
 */
export class SentenceSplitter {
  #rest = "";

  /** The sentences that are complete now that this piece has come. Joined with `end()`, all of them are the whole text. */
  push(piece: string): readonly string[] {
    const text = this.#rest + piece;
    const sentences = mayEnd.test(text) ? sentencesOf(text) : [text];
    this.#rest = sentences.pop() ?? "";
    if (this.#rest.length > longestSentence) {
      sentences.push(this.#rest);
      this.#rest = "";
    }
    return sentences;
  }

  /** What is left at the end, as one last sentence; null when nothing is. */
  end(): string | null {
    const rest = this.#rest;
    this.#rest = "";
    return rest === "" ? null : rest;
  }
}

function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    const [markers = ""] = /^\s*(?:\[\d+\]\s*)+[.!?]?\s*/.exec(segment) ?? []; // of the sentence before
    const last = sentences.at(-1);
    if (last === undefined || goesOn(last, segment)) sentences.push((sentences.pop() ?? "") + segment);
    else {
      sentences[sentences.length - 1] = last + markers;
      if (segment.length > markers.length) sentences.push(segment.slice(markers.length));
    }
  }
  return sentences;
}

function goesOn(last: string, next: string): boolean {
  if (next.trim() === "") return true;
  if (/^\s*(?:yes|no)[.!,:]?\s*$/i.test(last)) return true;
  if (/\n\s*$/.test(last)) return false;
  return inQuotation(last) && last.length < longestQuotation;
}

function inQuotation(text: string): boolean {
  const straight = text.match(/"/g)?.length ?? 0;
  const curly = (text.match(/“/g)?.length ?? 0) - (text.match(/”/g)?.length ?? 0);
  return straight % 2 === 1 || curly > 0;
}

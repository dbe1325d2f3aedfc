import { cleanText } from "../core/clean-text.ts";
import { caseInWords } from "./case-in-words.ts";
import type { Evidence } from "./contract.ts";

/** A piece of an answer that may be shown, and how many markers to nothing were taken out of it. */
export interface ShownText {
  readonly text: string;
  readonly droppedMarkers: number;
}

/** Longest marker or case number that is waited for: `[12, 13, 14]`. */
const longestHeld = 24;

/**
 * A language model's words on their way to the reader: hidden characters are taken out, `[2, 3]` becomes `[2][3]`, a marker that
 * points to no evidence is dropped and counted, and `case #5` becomes the name of the case of evidence 5, which the model never sees.
 * Holds back only what may still become one of these.
 */
export class AnswerText {
  readonly #markers: ReadonlySet<string>;
  readonly #cases: ReadonlyMap<string, string>;
  #held = "";

  constructor(evidence: readonly Evidence[]) {
    this.#markers = new Set(evidence.map(({ marker }) => marker));
    this.#cases = new Map(
      evidence.flatMap((each) => (each.kind === "pair" ? [[each.id.slice(1), caseInWords(each.case)] as const] : [])),
    );
  }

  /** What can be shown now that this piece has come. */
  push(piece: string): ShownText {
    const text = this.#held + piece;
    const from = holdFrom(text);
    this.#held = text.slice(from);
    return this.#shown(text.slice(0, from));
  }

  /** What was still held back at the end of the answer. */
  end(): ShownText {
    const text = this.#held;
    this.#held = "";
    return this.#shown(text);
  }

  #shown(raw: string): ShownText {
    let droppedMarkers = 0;
    const text = withoutHidden(raw)
      .replace(/\s?\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]/g, (whole, numbers: string) => {
        const markers = numbers.split(/[,;]/).map((each) => `[${each.trim()}]`);
        const known = markers.filter((marker) => this.#markers.has(marker));
        droppedMarkers += markers.length - known.length;
        return known.length > 0 && /^\s/.test(whole) ? `${whole[0]}${known.join("")}` : known.join("");
      })
      .replace(/\b(case )#(\d{1,3})/gi, (whole, word: string, number: string) => {
        const name = this.#cases.get(number);
        return name === undefined ? whole : word + name;
      });
    return { text, droppedMarkers };
  }
}

/** Where the part begins that the next piece may change: an open bracket, a case, the space before them. */
function holdFrom(text: string): number {
  const open = /(?:\s?\[[\d\s,;]*|\bc(?:a(?:s(?:e(?: #?\d{0,3})?)?)?)?|\s)$/i.exec(text);
  if (!open || text.length - open.index > longestHeld) return text.length;
  return open.index;
}

/** Without hidden characters, and with the space around it: a piece is no whole text. */
function withoutHidden(text: string): string {
  return cleanText(`.${text}.`).text.slice(1, -1);
}

import type { Citation, Evidence } from "./contract.ts";

type Unnumbered<T> = T extends unknown ? Omit<T, "id" | "marker"> : never;

/** A sentence of an answer with what it rests on. */
export interface Sentence {
  readonly text: string;
  readonly citations: readonly Citation[];
}

/** Evidence in the order in which it is gathered, numbered, and the only way to make a citation to it. */
export class EvidenceList {
  readonly #items: Evidence[] = [];

  get items(): readonly Evidence[] {
    return this.#items;
  }

  /** Adds evidence, or finds it where the same was added before. */
  add<E extends Evidence>(evidence: Unnumbered<E>): Evidence {
    const known = this.#items.find((each) => isSame(each, evidence));
    if (known) return known;
    const number = this.#items.length + 1;
    const numbered: Evidence = { ...evidence, id: `E${number}`, marker: `[${number}]` };
    this.#items.push(numbered);
    return numbered;
  }
}

function isSame(item: Evidence, { kind, text, ...rest }: Unnumbered<Evidence>): boolean {
  if (item.kind !== kind || item.text !== text) return false;
  return item.kind !== "pair" || !("pairId" in rest) || item.pairId === rest.pairId;
}

/**
 * A citation whose quote stands in the evidence.
 * @throws {RangeError} when it does not: a mistake of ours that must never reach a reader
 */
export function cite(evidence: Evidence, quote: string): Citation {
  if (!evidence.text.includes(quote)) throw new RangeError(`The quote does not stand in ${evidence.id}.`);
  return {
    marker: evidence.marker,
    evidenceId: evidence.id,
    ...(evidence.kind === "pair" && { pairId: evidence.pairId }),
    quote,
  };
}

/** "This looks like an MRI [1]." */
export function withMarkers({ text, citations }: Sentence): string {
  if (citations.length === 0) return text;
  const markers = [...new Set(citations.map(({ marker }) => marker))].join("");
  return /[.!?]$/.test(text) ? `${text.slice(0, -1)} ${markers}${text.slice(-1)}` : `${text} ${markers}`;
}

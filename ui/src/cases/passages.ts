/** A piece of a text, and whether it was quoted. */
export interface Passage {
  readonly start: number;
  readonly piece: string;
  readonly quoted: boolean;
}

/** Cuts a text where quoting begins or ends; overlapping quotes become one passage. */
export function passages(text: string, quotes: readonly string[]): readonly Passage[] {
  const quoted = new Uint8Array(text.length);
  for (const quote of quotes) {
    const start = quote === "" ? -1 : text.indexOf(quote);
    if (start >= 0) quoted.fill(1, start, start + quote.length);
  }
  const found: Passage[] = [];
  let start = 0;
  for (let end = 1; end <= text.length; end++) {
    if (end < text.length && quoted[end] === quoted[start]) continue;
    found.push({ start, piece: text.slice(start, end), quoted: quoted[start] === 1 });
    start = end;
  }
  return found;
}

/** What Python's `str.isspace` and the `\s` of its `re` call space: JavaScript's `\s` has U+FEFF more and U+001C to U+001F and U+0085 less. */
const spaces = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const run = new RegExp(spaces, "gu");
const ends = new RegExp(`^${spaces}|${spaces}$`, "gu");

/** Runs of space become one space each. */
export function joinSpaces(text: string): string {
  return text.replace(run, " ");
}

/** As Python's `str.strip`. */
export function stripSpaces(text: string): string {
  return text.replace(ends, "");
}

/** Lower case, character by character: a sigma at a word's end stays σ, where `toLowerCase` makes it ς. */
export function lowerEach(text: string): string {
  return text.replaceAll("Σ", "σ").toLowerCase();
}

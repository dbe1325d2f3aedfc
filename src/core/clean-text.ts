/** A caption longer than this is refused: it is a document, not the text of an image. */
export const maxTextCharacters = 10_000;

/**
 * What hides in text: C0 and C1 controls but tab and newline, bidi marks, embeddings and isolates, zero-width space and
 * invisible operators, byte order mark, interlinear annotations, tag characters, variation selectors that follow
 * each other (a message in an emoji), lone surrogates. Zero-width joiners stay:
 * scripts need them.
 */
const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** One follows a character; more of them in a row say nothing to a reader. */
const selectors = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{2,}/gu;

/** The text without hidden characters and without space around it; line ends become `\n`. Cleaning twice changes nothing. */
export function cleanText(text: string): { readonly text: string; readonly stripped: number } {
  let stripped = 0;
  const strip = (found: string) => {
    stripped += [...found].length;
    return "";
  };
  const clean = text.replace(/\r\n?/g, "\n").replace(hidden, strip).replace(selectors, strip);
  return { text: clean.trim(), stripped };
}

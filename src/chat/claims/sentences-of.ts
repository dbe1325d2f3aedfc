const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** The sentences of a report or a caption, a line break ending one, without the numbers and bullets of lists. */
export function sentencesOf(text: string): readonly string[] {
  return text
    .split(/\n+/)
    .flatMap((line) => [...segmenter.segment(line)])
    .map(({ segment }) => segment.trim().replace(/^(?:(?:\d{1,2}[.)]|[-•*])\s+)+/, ""))
    .filter((sentence) => !/^(?:\d{1,2}[.)])?$/.test(sentence));
}

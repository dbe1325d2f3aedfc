/** An answer as it is compared: lower case, letters, digits and single spaces. */
export function normaliseAnswer(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9 ]/g, "")
    .trim();
}

/**
 * Whether a closed answer is right. A yes/no question wants exactly one of the two words, and that the right one: an answer with both, or
 * with neither, is wrong. Any other is compared whole. Source: MedEvalKit's rule for closed questions.
 */
export function isClosedRight(given: string | null, wanted: string): boolean {
  if (given === null) return false;
  const [answer, truth] = [normaliseAnswer(given), normaliseAnswer(wanted)];
  if (truth !== "yes" && truth !== "no") return answer === truth;
  const said = ["yes", "no"].filter((word) => answer.split(" ").includes(word));
  return said.length === 1 && said[0] === truth;
}

export function isOpenExact(given: string | null, wanted: string): boolean {
  return given !== null && normaliseAnswer(given) === normaliseAnswer(wanted);
}

/** Share of the wanted answer's distinct words that the given one has. */
export function tokenRecall(given: string | null, wanted: string): number {
  const words = new Set(normaliseAnswer(wanted).split(" ").filter(Boolean));
  if (given === null || words.size === 0) return 0;
  const said = new Set(normaliseAnswer(given).split(" "));
  return [...words].filter((word) => said.has(word)).length / words.size;
}

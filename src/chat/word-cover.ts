import type { Evidence } from "./contract.ts";
import { tellingWords } from "./sentence-words.ts";

/**
 * The telling words of a text, numbers apart, that stand in none of the evidence.
 * @param synonyms other words for a word of the evidence: "magnetic resonance" for "mri"
 */
export function uncoveredWords(
  text: string,
  evidence: readonly Pick<Evidence, "text">[],
  synonyms: readonly (readonly string[])[],
): readonly string[] {
  const source = evidence.map((each) => each.text).join("\n");
  const known = new Set(tellingWords(source));
  const spaced = ` ${source.toLowerCase().replace(/[^\p{L}\p{N}&/+-]+/gu, " ")} `;
  for (const group of synonyms) {
    if (group.some((term) => spaced.includes(` ${term} `)))
      for (const term of group) for (const word of tellingWords(term)) known.add(word);
  }
  return [...tellingWords(text)].filter((word) => !/^\d/.test(word) && !known.has(word));
}

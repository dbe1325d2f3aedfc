import type { ClaimRules } from "./claim-rules.ts";

/** Words that stand between a side and its organ without changing where it is. */
const between = "(?:-sided|-side|ward)?\\s+";

/** Organs that a sentence puts on a side where they do not lie, as the sentence writes them: "right spleen", "left gallbladder". */
export function misplacedOrgans(sentence: string, { sides, oneSided }: ClaimRules): readonly string[] {
  const found: string[] = [];
  for (const { side, pattern } of sides) {
    if (side === "bilateral") continue;
    for (const organ of oneSided) {
      if (organ.side === side) continue;
      const placed = new RegExp(`${pattern.source}${between}${organ.pattern.source}`, "giu");
      found.push(...(sentence.match(placed) ?? []));
    }
  }
  return found;
}

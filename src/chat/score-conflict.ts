import type { ScoreEvidence } from "./contract.ts";
import { type ClaimName, claimsOf } from "./score-claims.ts";
import { numbersOf } from "./sentence-words.ts";

/**
 * True when a sentence affirms names of a score none of which has its greatest share, denies the one that has, or gives a name
 * another's share. A clause that states a name's own share affirms nothing beyond it.
 * @param names words for the score's classes; a word may stand for several of them
 */
export function scoreConflict(text: string, { scores }: ScoreEvidence, names: readonly ClaimName[]): boolean {
  if (scores.length === 0) return false;
  const top = scores.reduce((best, each) => (each.share > best.share ? each : best)).name;
  const claims = claimsOf(text, names);
  if (claims === null) return true;
  const shareOf = (classes: readonly string[]) =>
    scores.filter(({ name }) => classes.includes(name)).reduce((sum, { share }) => sum + share, 0);
  const affirmed: (readonly string[])[] = [];
  for (const { classes, polarity, clause } of claims) {
    const stated = statedShares(clause, scores);
    const inClause = claims.filter((claim) => claim.clause === clause);
    if (stated.length > 0 && !stated.every((value) => inClause.some((claim) => isShare(value, shareOf(claim.classes)))))
      return true;
    if (polarity === "denied") {
      if (classes.includes(top)) return true;
    } else if (stated.length === 0 || !statesShare.test(clause)) affirmed.push(classes);
  }
  return affirmed.length > 0 && !affirmed.some((classes) => classes.includes(top));
}

/** "Meningioma has 0.15", "a share of 15 %": the number is what is said of the name. */
const statesShare = /\b(?:shares?|scores?|scored|has|have|had|at|against)\b/;

/** The numbers of a clause that are shares of this score. */
function statedShares(clause: string, scores: ScoreEvidence["scores"]): readonly number[] {
  return numbersOf(clause.replaceAll("\u2024", ".")).filter((value) =>
    scores.some(({ share }) => isShare(value, share)),
  );
}

/** As a fraction to two places, or in percent. */
function isShare(value: number, share: number): boolean {
  return Math.abs(value - share) < 0.006 || Math.abs(value - share * 100) < 0.6;
}

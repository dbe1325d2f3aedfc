import type { SentenceClaim } from "../claims/contract.ts";
import { termKey, tokensOf } from "./library-habits.ts";
import { clip, logRatio, nameOf, type Reading, type ReadPart, type Surroundings } from "./reading.ts";

/** Whether what a claim affirms is usually denied, or the other way round. */
export const polarityParts: ReadPart = (claim, around) => [
  ...ofTerm(claim, around),
  ofWords(claim, around),
  ...ofReport(claim, around),
  ...near(claim, around),
  ...own(claim, around),
  ...byScore(claim, around),
];

const valueIndex = (claim: SentenceClaim) => (claim.polarity === "affirmed" ? 0 : 1);
const saying = { affirmed: ["say so", "deny it"], denied: ["deny it too", "affirm it"] } as const;

function ofTerm(claim: SentenceClaim, { habits }: Surroundings): readonly Reading[] {
  if (claim.term === null) return [];
  const counts = habits.polarity.of(`=${claim.term}`);
  const [same, other] = [counts[valueIndex(claim)], counts[1 - valueIndex(claim)]];
  const [agree, disagree] = saying[claim.polarity];
  const say = () =>
    `of ${same + other} sentences of the library on ${nameOf(claim)}, ${same} ${agree} and ${other} ${disagree}`;
  return [{ name: "polarityOfTerm", value: clip(Math.log((other + 1) / (same + 1)), 5), say }];
}

function ofWords(claim: SentenceClaim, { habits }: Surroundings): Reading {
  const tokens = tokensOf(claim).filter((token) => !token.startsWith("="));
  const each = tokens.map((token) => ({ token, against: clip(habits.polarity.against(token, valueIndex(claim)), 2) }));
  const sum = each.reduce((total, { against }) => total + against, 0) / Math.sqrt(Math.max(1, each.length));
  const say = () => {
    const top = [...each].filter(({ token }) => !token.startsWith("+")).sort((a, b) => b.against - a.against);
    const words = top.slice(0, 3).map(({ token }) => `“${token}”`);
    const usually = claim.polarity === "affirmed" ? "denied" : "affirmed";
    return words.length > 0
      ? `in the library, findings beside ${words.join(", ")} are ${sum > 0 ? "" : "not "}usually ${usually}`
      : `so short a statement is ${sum > 0 ? "" : "not "}usually ${usually} in the library`;
  };
  return { name: "polarityOfWords", value: clip(sum, 4), say };
}

function ofReport(claim: SentenceClaim, { habits, restKeys }: Surroundings): readonly Reading[] {
  if (claim.term === null || restKeys.size === 0) return [];
  const key = termKey(claim);
  const other = termKey({ ...claim, polarity: claim.polarity === "affirmed" ? "denied" : "affirmed" });
  let sum = 0;
  for (const each of restKeys)
    if (each !== key && each !== other) sum += clip(habits.goesWith(other, each) - habits.goesWith(key, each), 1.5);
  const value = clip(sum / Math.sqrt(restKeys.size), 4);
  const done = claim.polarity === "affirmed" ? "denied" : "affirmed";
  const say = () =>
    `beside what else this text says, ${nameOf(claim)} is ${value > 0 ? "usually" : "seldom"} ${done} in the library`;
  return [{ name: "polarityOfReport", value, say }];
}

function near(claim: SentenceClaim, { neighbours }: Surroundings): readonly Reading[] {
  if (claim.term === null || neighbours.length === 0) return [];
  const speaking = neighbours.map(({ claims, weight }) => ({
    own: claims.filter(({ term }) => term === claim.term),
    weight,
  }));
  const same = speaking.filter(({ own }) => own.some(({ polarity }) => polarity === claim.polarity));
  const other = speaking.filter(({ own }) => own.some(({ polarity }) => polarity !== claim.polarity));
  const [agree, disagree] = saying[claim.polarity];
  const say = () => `${same.length} of ${neighbours.length} similar cases ${agree}, ${other.length} ${disagree}`;
  return [{ name: "polarityNear", value: logRatio(weightOf(other), weightOf(same)), say }];
}

function own(claim: SentenceClaim, { rest }: Surroundings): readonly Reading[] {
  if (claim.term === null) return [];
  const found = rest.filter(({ term }) => term === claim.term);
  const same = found.filter(({ polarity }) => polarity === claim.polarity).length;
  const other = found.length - same;
  if (found.length === 0) return [];
  const say = () =>
    other > same
      ? `elsewhere the same text ${claim.polarity === "affirmed" ? "denies" : "affirms"} ${nameOf(claim)}`
      : `the same text says so elsewhere too`;
  return [{ name: "polarityOwn", value: clip(logRatio(other, same), 2), say }];
}

function byScore(claim: SentenceClaim, { scores }: Surroundings): readonly Reading[] {
  const share = claim.term === null ? undefined : scores.get(claim.term);
  if (share === undefined) return [];
  const odds = clip(Math.log((1 - share + 0.02) / (share + 0.02)), 3);
  const say = () => `this scan's share for ${nameOf(claim)} is ${share.toFixed(2)}`;
  return [{ name: "polarityScore", value: claim.polarity === "affirmed" ? odds : -odds, say }];
}

function weightOf(texts: readonly { readonly weight: number }[]): number {
  return texts.reduce((sum, { weight }) => sum + weight, 0);
}

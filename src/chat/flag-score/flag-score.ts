import type { ClaimRules } from "../claims/claim-rules.ts";
import type { SentenceClaim } from "../claims/contract.ts";
import { misplacedOrgans } from "../claims/misplaced-organs.ts";
import { readClaims } from "../claims/read-claims.ts";
import type { FlagContext, FlagPart, FlagScore } from "./contract.ts";
import type { FlagWeights } from "./flag-weights.ts";
import { keysOf, type LibraryHabits } from "./library-habits.ts";
import { measureSentence, type Readings } from "./measure-sentence.ts";
import type { Surroundings } from "./reading.ts";

/** Sentences about one scan, held against the evidence at hand about it. */
export interface FlagReader {
  /** @param rest the other sentences of the same text */
  read(sentence: string, rest: readonly string[]): Readings;
}

/** Parts that add less to the log odds are not shown. */
const shownFrom = 0.15;
const shownParts = 4;
/** How fast a similar case's weight falls with its cosine: by half for 0.07. */
const weightFall = 10;

/** @param habits of the library that the similar cases are from */
export function createFlagReader(context: FlagContext, habits: LibraryHabits, rules: ClaimRules): FlagReader {
  const known = new Map<string, readonly SentenceClaim[]>();
  const claimsOf = (text: string) => {
    const claims = known.get(text) ?? readClaims(text, rules);
    known.set(text, claims);
    return claims;
  };
  const nearest = Math.max(...context.neighbours.map(({ cosine }) => cosine));
  const neighbours = context.neighbours.map(({ text, cosine }) => ({
    claims: claimsOf(text),
    weight: Math.exp(weightFall * (cosine - nearest)),
  }));
  const given = context.given === null ? [] : claimsOf(context.given);
  const scores = sharesByTerm(context, claimsOf);
  return {
    read(sentence, others) {
      const rest = others.flatMap((each) => claimsOf(each));
      const restKeys = new Set([...keysOf(rest), ...keysOf(given)]);
      const around: Surroundings = { habits, neighbours, rest, restKeys, given, scores };
      return measureSentence(claimsOf(sentence), misplacedOrgans(sentence, rules), around);
    },
  };
}

/** Names that affirm one term: "pleural effusion", and not "no tumour". */
function sharesByTerm(
  { scores }: FlagContext,
  claimsOf: (text: string) => readonly SentenceClaim[],
): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { name, share } of scores.flat()) {
    const claims = claimsOf(name);
    const [only] = claims;
    if (claims.length !== 1 || only.term === null || only.polarity === "denied") continue;
    shares.set(only.term, (shares.get(only.term) ?? 0) + share);
  }
  return shares;
}

/** The logistic regression over a sentence's parts. */
export function flagScore(readings: Readings, weights: FlagWeights): FlagScore {
  const parts = [...readings.values()].map(({ name, value, say }) => ({
    name,
    adds: weights.parts[name] * value,
    say,
  }));
  const logit = parts.reduce((sum, { adds }) => sum + adds, weights.intercept);
  const share = 1 / (1 + Math.exp(-logit));
  const shown = parts
    .filter(({ adds }) => Math.abs(adds) >= shownFrom)
    .sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds))
    .slice(0, shownParts)
    .map(({ name, adds, say }): FlagPart => ({ name, adds, message: say() }));
  return { share, flagged: share >= weights.flaggedFrom.share, parts: shown };
}

import type { ClaimRules } from "../claims/claim-rules.ts";
import type { SentenceClaim } from "../claims/contract.ts";
import { misplacedOrgans } from "../claims/misplaced-organs.ts";
import { readClaims } from "../claims/read-claims.ts";
import { type FlagContext, type FlagPart, type FlagScore, wrongWays } from "./contract.ts";
import { type FlagWeights, neededPart } from "./flag-weights.ts";
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
  const commonKeys = keysOfSeveral(neighbours.map(({ claims }) => claims));
  const given = context.given === null ? [] : claimsOf(context.given);
  const scores = sharesByTerm(context, claimsOf);
  return {
    read(sentence, others) {
      const rest = others.flatMap((each) => claimsOf(each));
      const restKeys = new Set([...keysOf(rest), ...keysOf(given)]);
      const around: Surroundings = { habits, neighbours, commonKeys, rest, restKeys, given, scores };
      return measureSentence(claimsOf(sentence), misplacedOrgans(sentence, rules), around);
    },
  };
}

function keysOfSeveral(texts: readonly (readonly SentenceClaim[])[]): ReadonlySet<string> {
  const [once, several] = [new Set<string>(), new Set<string>()];
  for (const claims of texts) for (const key of keysOf(claims)) (once.has(key) ? several : once).add(key);
  return several;
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

/**
 * A multinomial logistic regression: right, or wrong in one of the ways in which the sentence can be. A part adds to the log odds of "wrong"
 * what it adds to each way, as much as that way is likely among them.
 */
export function flagScore(readings: Readings, { ways, flaggedFrom }: FlagWeights): FlagScore {
  const open = wrongWays.flatMap((way) => {
    if (!readings.has(neededPart[way])) return [];
    const { intercept, parts } = ways[way];
    const adds = new Map([...readings].map(([name, { value }]) => [name, (parts[name] ?? 0) * value]));
    return [{ way, adds, odds: Math.exp([...adds.values()].reduce((sum, each) => sum + each, intercept)) }];
  });
  if (open.length === 0) return { share: null, flagged: false, way: null, parts: [] };
  const odds = open.reduce((sum, each) => sum + each.odds, 0);
  const share = odds / (1 + odds);
  const shown = [...readings.values()]
    .map(({ name, say }) => ({
      name,
      say,
      adds: open.reduce((sum, each) => sum + (each.odds / odds) * (each.adds.get(name) ?? 0), 0),
    }))
    .filter(({ adds }) => Math.abs(adds) >= shownFrom)
    .sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds))
    .slice(0, shownParts);
  const { way } = open.reduce((a, b) => (b.odds > a.odds ? b : a));
  const parts = shown.map(({ name, adds, say }): FlagPart => ({ name, adds, message: say() }));
  return { share, flagged: share >= flaggedFrom.share, way, parts };
}

/** How likely a sentence is wrong about one scan. @param rest the other sentences of the same text */
export type FlagScorer = (sentence: string, rest: readonly string[]) => FlagScore;

export interface FlagScorerParts {
  readonly rules: ClaimRules;
  readonly weights: FlagWeights;
  /** Of the library that the similar cases are from. */
  readonly habits: LibraryHabits;
}

/** Reads the evidence once; each sentence then takes a few milliseconds, and no model. */
export function createFlagScorer(context: FlagContext, { rules, weights, habits }: FlagScorerParts): FlagScorer {
  const reader = createFlagReader(context, habits, rules);
  return (sentence, rest) => flagScore(reader.read(sentence, rest), weights);
}

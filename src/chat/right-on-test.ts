import type { Affirm, Deny } from "../encoders/decision-rules.ts";

type SeenOnTest = Pick<Affirm | Deny, "testRight" | "testN" | "testOfAny">;

/**
 * How often statements like these were right on test images, and how often they would be without looking: a rare class is rightly
 * denied of nearly everything.
 * @param rules those of one sentence, N >= 1
 */
export function rightOnTest(rules: readonly SeenOnTest[]): string {
  const one = rules.length === 1;
  const right = percent(Math.min(...rules.map(({ testRight }) => testRight)), one ? Math.round : Math.floor);
  const n = Math.min(...rules.map(({ testN }) => testN));
  const ofAny = rules.flatMap(({ testOfAny = [] }) => testOfAny);
  const blind = ofAny.length < rules.length ? "" : `${percent(Math.max(...ofAny), one ? Math.round : Math.ceil)} %`;
  return one
    ? `such statements were right for ${right} % of ${n} test images${blind && ` (said of every image: ${blind})`}`
    : `each such statement was right for at least ${right} % of at least ${n} test images${blind && ` (said of every image: up to ${blind})`}`;
}

/** "at least" is rounded down and "up to" up; just under 1 has a decimal, and is never called 100. */
function percent(part: number, rounded: (value: number) => number): string {
  const exact = Number((100 * part).toFixed(6)); // 0.29 × 100 is not 29
  return part < 1 && part > 0.99 ? Math.min(99.9, rounded(10 * exact) / 10).toFixed(1) : String(rounded(exact));
}

/** A sentence without what `rightOnTest` added to it: that is said of the rule, not of the scan. */
export function withoutRightOnTest(sentence: string): string {
  return sentence.replace(
    /; (?:such statements were|each such statement was|such answers were) right for [^;]*?(?=\.?$)/,
    "",
  );
}

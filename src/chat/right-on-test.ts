import type { Affirm, Deny } from "../encoders/decision-rules.ts";

type SeenOnTest = Pick<Affirm | Deny, "testRight" | "testN" | "testOfAny">;

/**
 * How often statements like these were right on test images, and how often they would be without looking: a rare class is rightly
 * denied of nearly everything.
 * @param rules those of one sentence, N >= 1
 */
export function rightOnTest(rules: readonly SeenOnTest[]): string {
  const right = percent(Math.min(...rules.map(({ testRight }) => testRight)));
  const n = Math.min(...rules.map(({ testN }) => testN));
  const ofAny = rules.flatMap(({ testOfAny = [] }) => testOfAny);
  const blind = ofAny.length < rules.length ? "" : `${percent(Math.max(...ofAny))} %`;
  return rules.length === 1
    ? `such statements were right for ${right} % of ${n} test images${blind && ` (said of every image: ${blind})`}`
    : `each such statement was right for at least ${right} % of at least ${n} test images${blind && ` (said of every image: up to ${blind})`}`;
}

function percent(part: number): string {
  return part < 1 && part > 0.99 ? (100 * part).toFixed(1) : String(Math.round(100 * part));
}

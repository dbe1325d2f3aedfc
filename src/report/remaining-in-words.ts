import type { Remaining } from "./contract.ts";

/** "2 sentences are flagged and 1 has another patient's words" */
export function remainingInWords({ flagged, otherPatients }: Remaining): string {
  const are = `${flagged} ${flagged === 1 ? "sentence is" : "sentences are"} flagged`;
  const have = `${otherPatients === 1 ? "has" : "have"} another patient's words`;
  if (flagged === 0) return `${otherPatients} ${otherPatients === 1 ? "sentence" : "sentences"} ${have}`;
  return otherPatients === 0 ? are : `${are} and ${otherPatients} ${have}`;
}

import type { Evidence } from "../contract.ts";
import type { FlagContext } from "./contract.ts";

/** The evidence of an answer or a draft as a flag score is held against it. @param given what was known before the scan was read */
export function flagContextOf(evidence: readonly Evidence[], given: string | null): FlagContext {
  return {
    given,
    neighbours: evidence.flatMap((each) =>
      each.kind === "pair" && each.text !== "" ? [{ text: each.text, cosine: each.cosine }] : [],
    ),
    scores: evidence.flatMap((each) => (each.kind === "score" ? [each.scores] : [])),
  };
}

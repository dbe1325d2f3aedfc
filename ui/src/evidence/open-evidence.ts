import type { PairEvidence } from "../../../src/chat/contract.ts";
import { go } from "../shell/place.ts";

/** Opens a cited pair beside the scan. */
export function openEvidence({ pairId }: Pick<PairEvidence, "pairId">, library: string): void {
  go({ pair: pairId, pairLibrary: library });
}

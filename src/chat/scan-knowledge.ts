import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { AskParts } from "./ask-parts.ts";
import { findOrgan, type OrganFinding } from "./organ-part.ts";
import { kindScores, organScores, type ScanScores } from "./scan-scores.ts";

/** What is known of the scan before any question. */
export interface ScanKnowledge {
  readonly kind: ScanScores | null;
  readonly organ: OrganFinding | null;
}

/** What this scan's scores say of its kind and of the part of the body. */
export function knowScan(scan: EncodedScan, { rules }: Pick<AskParts, "rules">): ScanKnowledge {
  const kind = kindScores(scan, rules);
  return { kind, organ: findOrgan(kind, organScores(scan, rules)) };
}

import type { DualEncoder } from "./contract.ts";
import type { DecisionRules } from "./decision-rules.ts";

/** The encoders that look at a scan. */
export interface Encoding {
  /** The embedded one. What it says of a scan's kind, part and findings was measured, and `rules` hold for it alone. */
  readonly encoder: DualEncoder;
  readonly rules: DecisionRules;
  /** The one that was asked for: it searches, and compares with names. @default the embedded one */
  readonly chosen?: DualEncoder | undefined;
}

export function chosenOf({ encoder, chosen = encoder }: Encoding): DualEncoder {
  return chosen;
}

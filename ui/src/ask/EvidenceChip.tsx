import type { Evidence } from "../../../src/chat/contract.ts";
import { usePlace } from "../shell/place.ts";

interface EvidenceChipProps {
  readonly evidence: Evidence;
  readonly onOpen: (evidence: Evidence) => void;
}

/** `[1]`: opens what a sentence rests on. */
export function EvidenceChip({ evidence, onOpen }: EvidenceChipProps) {
  const { pair } = usePlace();
  const open = evidence.kind === "pair" && evidence.pairId === pair;
  return (
    <button
      type="button"
      class={`chip ${evidence.kind}`}
      aria-label={`${evidence.marker.slice(1, -1)}: ${evidenceName(evidence)}`}
      aria-pressed={evidence.kind === "pair" ? open : undefined}
      onClick={() => onOpen(evidence)}
    >
      {evidence.marker.slice(1, -1)}
    </button>
  );
}

export function evidenceName(evidence: Evidence): string {
  switch (evidence.kind) {
    case "pair":
      return `case ${evidence.case}`;
    case "score":
      return "score of this scan";
    case "vqa":
      return "answer from this scan's image";
    case "metadata":
      return "what the file says";
    case "user":
      return "what you said";
    default:
      return evidence satisfies never;
  }
}

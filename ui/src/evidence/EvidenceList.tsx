import type { Evidence } from "../../../src/chat/contract.ts";
import { evidenceName } from "../ask/EvidenceChip.tsx";
import { twoDigits } from "../shell/numbers.ts";
import { MarkButtons } from "./MarkButtons.tsx";
import { WhatImageAdded } from "./WhatImageAdded.tsx";

interface EvidenceListProps {
  /** Where its pairs are, to mark them for the conversation. @default they are not marked */
  readonly library?: string;
  readonly evidence: readonly Evidence[];
  readonly onOpen: (evidence: Evidence) => void;
}

/** Evidence in the order in which it was given. */
export function EvidenceList({ evidence, library, onOpen }: EvidenceListProps) {
  if (evidence.length === 0) return <p class="quiet">No evidence was found.</p>;
  return (
    <ol class="evidence-list">
      {evidence.map((each) => (
        <li key={each.id}>
          <span class="evidence-number">{each.marker.slice(1, -1)}</span>
          <div>
            {each.kind === "pair" ? (
              <p>
                <button type="button" class="link" onClick={() => onOpen(each)}>
                  {evidenceName(each)}
                </button>{" "}
                <span class="quiet">
                  likeness {twoDigits(each.cosine)}
                  {each.modality && ` · ${each.modality}`}
                </span>{" "}
                {library !== undefined && <MarkButtons library={library} pairId={each.pairId} case={each.case} />}
              </p>
            ) : (
              <p class="quiet">{evidenceName(each)}</p>
            )}
            <p>{each.text}</p>
            {each.kind === "vqa" && <WhatImageAdded evidence={each} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

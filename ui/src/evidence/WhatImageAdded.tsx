import type { VqaEvidence } from "../../../src/chat/contract.ts";
import { Probability } from "../classes/Probability.tsx";

/** A yes-or-no answer with this image beside what the question alone gives. */
export function WhatImageAdded({ evidence }: { readonly evidence: VqaEvidence }) {
  const { answer, probability, questionOnlyProbability } = evidence;
  const points = Math.round(100 * probability) - Math.round(100 * questionOnlyProbability);
  return (
    <dl class="image-added">
      <dt>“{answer}” with this image</dt>
      <dd>
        <Probability value={probability} />
      </dd>
      <dt>“{answer}” from the question alone</dt>
      <dd>
        <Probability value={questionOnlyProbability} />
      </dd>
      <dt>what the image added</dt>
      <dd>
        <span>
          {points < 0 ? `−${-points}` : `+${points}`} points
          {questionOnlyProbability < 0.5 && ": it turned the answer"}
        </span>
      </dd>
    </dl>
  );
}

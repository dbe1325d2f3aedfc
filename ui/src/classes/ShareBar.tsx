import type { PromptSpread } from "../../../src/zeroshot/scores.ts";
import { percent } from "../shell/numbers.ts";

interface ShareBarProps {
  readonly share: number;
  readonly spread: PromptSpread["classes"][number] | undefined;
}

/** A thin grey bar with a whisker from the least to the greatest share over the wordings. */
export function ShareBar({ share, spread }: ShareBarProps) {
  return (
    <span class="share-bar">
      <span class="share-fill" style={{ width: `${share * 100}%` }} />
      {spread && spread.max > spread.min && (
        <span
          class="share-spread"
          style={{ left: `${spread.min * 100}%`, width: `${(spread.max - spread.min) * 100}%` }}
          title={`${percent(spread.min)} to ${percent(spread.max)}, middle ${percent(spread.median)}`}
        />
      )}
    </span>
  );
}

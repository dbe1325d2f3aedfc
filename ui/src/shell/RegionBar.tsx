import { focusQuestion } from "../ask/focus-question.ts";
import { amend, go, usePlace } from "./place.ts";

/** Says that a region is asked about, and offers what to do with it. */
export function RegionBar() {
  const { region, tab } = usePlace();
  if (region === null) return null;
  return (
    <div class="region-bar row small">
      <span>
        region {region.widthPx}×{region.heightPx} px
      </span>
      {tab !== "ask" && (
        <button type="button" class="link" onClick={focusQuestion}>
          ask
        </button>
      )}
      {tab !== "classes" && (
        <button type="button" class="link" onClick={() => go({ tab: "classes" })}>
          classify
        </button>
      )}
      {tab !== "cases" && (
        <button type="button" class="link" onClick={() => go({ tab: "cases" })}>
          search
        </button>
      )}
      <span class="header-gap" />
      <button type="button" class="link quiet" onClick={() => amend({ region: null })}>
        whole image
      </button>
    </div>
  );
}

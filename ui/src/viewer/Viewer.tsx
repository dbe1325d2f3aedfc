import { useEffect, useState } from "preact/hooks";
import type { RegionPx } from "../../../src/imaging/contract.ts";
import { errorWords } from "../api/errors.ts";
import { viewUrl } from "../api/scans.ts";
import { focusQuestion } from "../ask/focus-question.ts";
import { CasePanel } from "../cases/CasePanel.tsx";
import { HeatMapLayer } from "../heat-map/HeatMapLayer.tsx";
import { HeatMapPanel } from "../heat-map/HeatMapPanel.tsx";
import { heatMapView } from "../heat-map/heat-map-state.ts";
import { amend, go, usePlace } from "../shell/place.ts";
import { scanWords } from "../shell/scan-words.ts";
import { scanById } from "../shell/server-data.ts";
import { useStore } from "../shell/store.ts";
import { RegionBox } from "./RegionBox.tsx";
import { Stage } from "./Stage.tsx";
import { ViewerTools } from "./ViewerTools.tsx";
import { ViewStrip } from "./ViewStrip.tsx";
import { resetView, tool } from "./viewer-state.ts";

/** The scan, and beside it the case that was opened. */
export function Viewer() {
  const { scan: id, view: viewId, region, pair } = usePlace();
  const scan = scanById.use(id);
  const words = scanWords(id);
  const { shown: mapped } = useStore(heatMapView);
  const [drawn, setDrawn] = useState<RegionPx | null>(null);
  useEffect(resetView, [id, viewId]);

  if (id === null) return <section class="viewer empty" aria-label="Scan" />;
  if (scan.kind === "failed") {
    const { message, remedy } = errorWords(scan.error);
    return (
      <section class="viewer empty" aria-label="Scan">
        <p class="stage-note">
          {message} {remedy}
        </p>
      </section>
    );
  }
  const view =
    scan.kind === "ready" ? (scan.value.views.find((each) => each.id === viewId) ?? scan.value.views[0]) : null;
  const shown = drawn ?? region;
  const onRegion = (next: RegionPx | null, state: "drawing" | "done") => {
    if (state === "drawing") return setDrawn(next);
    setDrawn(null);
    if (!next) return;
    tool.set("pan");
    go({ region: next });
  };
  return (
    <section class={pair ? "viewer compared" : "viewer"} aria-label="Scan">
      <div class="viewer-scan">
        <Stage
          url={viewUrl(id, viewId)}
          alt={words}
          label={`This scan: ${words.replace(/\.$/, "")}. Arrows move it, plus and minus zoom.`}
          size={view}
          onRegion={onRegion}
          overlay={(placement) => (
            <>
              {mapped && <HeatMapLayer scan={id} placement={placement} />}
              {shown && view && (
                <RegionBox
                  region={shown}
                  picture={view}
                  placement={placement}
                  onChange={(next) => amend({ region: next })}
                  onAsk={focusQuestion}
                />
              )}
            </>
          )}
        >
          {pair && <span class="stage-name">this scan</span>}
        </Stage>
        <ViewerTools />
        {mapped && <HeatMapPanel scan={id} />}
        {scan.kind === "ready" && <ViewStrip scan={scan.value} current={viewId} />}
      </div>
      {pair && <CasePanel />}
    </section>
  );
}

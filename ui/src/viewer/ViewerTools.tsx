import { changeHeatMap, heatMapView } from "../heat-map/heat-map-state.ts";
import { Icon, type IconName } from "../shell/Icon.tsx";
import { useStore } from "../shell/store.ts";
import { zoomStep } from "./viewer-actions.ts";
import { isPlain, resetView, type Tool, tone, tool, viewport } from "./viewer-state.ts";

const tools: readonly { readonly id: Tool; readonly icon: IconName; readonly label: string; readonly key: string }[] = [
  { id: "pan", icon: "hand", label: "Move", key: "V" },
  { id: "window", icon: "contrast", label: "Brightness and contrast", key: "W" },
  { id: "region", icon: "region", label: "Draw a region", key: "R" },
];

export function ViewerTools() {
  const current = useStore(tool);
  const { zoom } = useStore(viewport);
  const shownTone = useStore(tone);
  const { shown } = useStore(heatMapView);
  return (
    <div class="viewer-tools" role="toolbar" aria-label="Picture tools">
      {tools.map(({ id, icon, label, key }) => (
        <button
          key={id}
          type="button"
          class="tool"
          aria-pressed={current === id}
          aria-label={label}
          title={`${label} (${key})`}
          onClick={() => tool.set(id)}
        >
          <Icon name={icon} />
        </button>
      ))}
      <button
        type="button"
        class="tool"
        aria-pressed={shown}
        aria-label="Heat map"
        title="Heat map: where a class is (H)"
        onClick={() => changeHeatMap({ shown: !shown })}
      >
        <Icon name="heat" />
      </button>
      <span class="tool-gap" />
      <button type="button" class="tool" aria-label="Zoom out" title="Zoom out (-)" onClick={() => zoomStep(1 / 1.25)}>
        <Icon name="minus" />
      </button>
      <button
        type="button"
        class="tool wide"
        aria-label={`${Math.round(zoom * 100)}%, fit and reset`}
        title="Fit and reset (0)"
        onClick={resetView}
      >
        {Math.round(zoom * 100)}%
      </button>
      <button type="button" class="tool" aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoomStep(1.25)}>
        <Icon name="plus" />
      </button>
      {!isPlain(shownTone) && (
        <button type="button" class="tool tone" onClick={resetView}>
          brightness {Math.round(shownTone.brightness * 100)}, contrast {Math.round(shownTone.contrast * 100)} · display
          only · reset
        </button>
      )}
    </div>
  );
}

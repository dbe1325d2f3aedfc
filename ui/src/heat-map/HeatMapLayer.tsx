import { useLayoutEffect, useRef } from "preact/hooks";
import { useStore } from "../shell/store.ts";
import type { Placement } from "../viewer/geometry.ts";
import { useHeatMap } from "./current-heat-map.ts";
import { heatMapView } from "./heat-map-state.ts";
import { paintedSize, paintHeatMap } from "./paint-heat-map.ts";
import { greatestInWords } from "./place-in-words.ts";

/** The map's colours on the picture; the panel below says what they are. Nothing is drawn of an abstention. */
export function HeatMapLayer({ scan, placement }: { readonly scan: string; readonly placement: Placement }) {
  const ref = useRef<HTMLCanvasElement>(null);
  const { result } = useHeatMap(scan);
  const { opacity } = useStore(heatMapView);
  const located = result.kind === "ready" && !result.value.abstained ? result.value : null;
  useLayoutEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext("2d");
    if (!canvas || !context || !located) return;
    const { size } = paintedSize(located);
    canvas.width = size.widthPx;
    canvas.height = size.heightPx;
    context.putImageData(new ImageData(paintHeatMap(located), size.widthPx, size.heightPx), 0, 0);
  }, [located]);
  if (!located) return null;
  const { widthPx, heightPx } = located.picture;
  const { left, top, scale } = placement;
  const { size, stepPx } = paintedSize(located);
  return (
    <canvas
      ref={ref}
      class="heat-map"
      role="img"
      aria-label={`Heat map of ${located.of}: most alike ${greatestInWords(located)}`}
      style={{
        left: `${left}px`,
        top: `${top}px`,
        width: `${size.widthPx * stepPx * scale}px`,
        height: `${size.heightPx * stepPx * scale}px`,
        clipPath: `inset(0 ${(size.widthPx * stepPx - widthPx) * scale}px ${(size.heightPx * stepPx - heightPx) * scale}px 0)`,
        opacity,
      }}
    />
  );
}

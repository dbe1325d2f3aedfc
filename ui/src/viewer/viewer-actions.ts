import { clamp } from "./geometry.ts";
import { viewport } from "./viewer-state.ts";

/** Zooms about the middle of what is seen. */
export function zoomStep(factor: number): void {
  viewport.update((seen) => ({ ...seen, zoom: clamp(seen.zoom * factor, 0.5, 32) }));
}

/** Moves what is seen by a tenth of it. */
export function panStep(dx: number, dy: number): void {
  viewport.update(({ zoom, x, y }) => ({
    zoom,
    x: clamp(x + (dx * 0.1) / zoom, 0, 1),
    y: clamp(y + (dy * 0.1) / zoom, 0, 1),
  }));
}

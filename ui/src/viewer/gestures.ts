import type { SizePx } from "../../../src/imaging/contract.ts";
import { type Placement, type Point, panBy, placePicture, regionBetween, toPicture, zoomAt } from "./geometry.ts";
import { changeTone, tool, viewport } from "./viewer-state.ts";

interface GestureOptions {
  readonly picture: () => SizePx;
  /** The box being drawn; `done` once the finger is lifted. */
  readonly onRegion: ((region: ReturnType<typeof regionBetween>, state: "drawing" | "done") => void) | null;
}

const wheelSpeed = 0.0018;
const tonePerPx = 0.006;
const closeUp = 3;

/** Pan, pinch, wheel, double click and the tools of one stage. @returns ends them */
export function listenToGestures(stage: HTMLElement, { picture, onRegion }: GestureOptions): () => void {
  const stop = new AbortController();
  const pointers = new Map<number, Point>();
  let start: Point | null = null;
  const size = (): SizePx => ({ widthPx: stage.clientWidth, heightPx: stage.clientHeight });
  const placement = (): Placement => placePicture(viewport.get(), size(), picture());
  const point = (event: MouseEvent): Point => {
    const box = stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const draws = () => tool.get() === "region" && onRegion !== null;

  const down = (event: PointerEvent) => {
    if (event.button !== 0 && event.button !== 1) return;
    if (event.target instanceof Element && event.target.closest("button")) return;
    stage.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, point(event));
    start = pointers.size === 1 && draws() ? toPicture(point(event), placement()) : null;
    stage.classList.toggle("dragging", true);
  };

  const move = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = point(event);
    pointers.set(event.pointerId, now);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) return pinch(before, now, other);
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    if (start) onRegion?.(regionBetween(start, toPicture(now, placement()), picture()), "drawing");
    else if (tool.get() === "window") changeTone(-dy * tonePerPx, dx * tonePerPx);
    else viewport.update((seen) => panBy(seen, dx, dy, size(), picture()));
  };

  const pinch = (before: Point, now: Point, other: Point) => {
    start = null;
    const distance = (a: Point) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    viewport.update((seen) => {
      const moved = panBy(seen, (now.x - before.x) / 2, (now.y - before.y) / 2, size(), picture());
      return zoomAt(moved, distance(now) / distance(before), middle, size(), picture());
    });
  };

  const up = (event: PointerEvent) => {
    if (start && pointers.size === 1)
      onRegion?.(regionBetween(start, toPicture(point(event), placement()), picture()), "done");
    start = null;
    pointers.delete(event.pointerId);
    if (pointers.size === 0) stage.classList.toggle("dragging", false);
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
    const factor = Math.exp(-event.deltaY * lines * wheelSpeed * (event.ctrlKey ? 4 : 1));
    viewport.update((seen) => zoomAt(seen, factor, point(event), size(), picture()));
  };

  const twice = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest("button")) return;
    viewport.update((seen) => {
      const factor = seen.zoom > 1.01 ? 1 / seen.zoom : closeUp;
      const next = zoomAt(seen, factor, point(event), size(), picture());
      return factor < 1 ? { ...next, x: 0.5, y: 0.5 } : next;
    });
  };

  const options = { signal: stop.signal };
  stage.addEventListener("pointerdown", down, options);
  stage.addEventListener("pointermove", move, options);
  stage.addEventListener("pointerup", up, options);
  stage.addEventListener("pointercancel", up, options);
  stage.addEventListener("wheel", wheel, { ...options, passive: false });
  stage.addEventListener("dblclick", twice, options);
  return () => stop.abort();
}

import type { RegionPx, SizePx } from "../../../src/imaging/contract.ts";

/** What part of a picture is seen, free of any screen: pictures side by side share one and stay linked. */
export interface Viewport {
  /** 1: the whole picture just fits. */
  readonly zoom: number;
  /** The point at the middle of the stage, 0 … 1 of the picture's width and height. */
  readonly x: number;
  readonly y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const wholePicture: Viewport = { zoom: 1, x: 0.5, y: 0.5 };
const leastZoom = 0.5;
const mostZoom = 32;

/** Where the picture lies on a stage: its scale and its top left corner, in CSS pixels. */
export interface Placement {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

export function placePicture(viewport: Viewport, stage: SizePx, picture: SizePx): Placement {
  const fit = Math.min(stage.widthPx / picture.widthPx, stage.heightPx / picture.heightPx);
  const scale = fit * viewport.zoom;
  return {
    scale,
    left: stage.widthPx / 2 - viewport.x * picture.widthPx * scale,
    top: stage.heightPx / 2 - viewport.y * picture.heightPx * scale,
  };
}

/** The picture's pixel below a point of the stage. */
export function toPicture(point: Point, { scale, left, top }: Placement): Point {
  return { x: (point.x - left) / scale, y: (point.y - top) / scale };
}

/** Zooms so that what lies below `at` stays there. */
export function zoomAt(viewport: Viewport, factor: number, at: Point, stage: SizePx, picture: SizePx): Viewport {
  const zoom = clamp(viewport.zoom * factor, leastZoom, mostZoom);
  const before = toPicture(at, placePicture(viewport, stage, picture));
  const { scale } = placePicture({ ...viewport, zoom }, stage, picture);
  return keepInSight({
    zoom,
    x: (before.x + (stage.widthPx / 2 - at.x) / scale) / picture.widthPx,
    y: (before.y + (stage.heightPx / 2 - at.y) / scale) / picture.heightPx,
  });
}

export function panBy(viewport: Viewport, dx: number, dy: number, stage: SizePx, picture: SizePx): Viewport {
  const { scale } = placePicture(viewport, stage, picture);
  return keepInSight({
    ...viewport,
    x: viewport.x - dx / (scale * picture.widthPx),
    y: viewport.y - dy / (scale * picture.heightPx),
  });
}

function keepInSight({ zoom, x, y }: Viewport): Viewport {
  return { zoom, x: clamp(x, 0, 1), y: clamp(y, 0, 1) };
}

/** The smallest box worth asking about. */
export const leastRegionPx = 8;

/** The box between two points of a picture, whole pixels inside it; null where it is too small to mean anything. */
export function regionBetween(a: Point, b: Point, picture: SizePx): RegionPx | null {
  const left = Math.round(clamp(Math.min(a.x, b.x), 0, picture.widthPx));
  const top = Math.round(clamp(Math.min(a.y, b.y), 0, picture.heightPx));
  const widthPx = Math.round(clamp(Math.max(a.x, b.x), 0, picture.widthPx)) - left;
  const heightPx = Math.round(clamp(Math.max(a.y, b.y), 0, picture.heightPx)) - top;
  return widthPx < leastRegionPx || heightPx < leastRegionPx ? null : { xPx: left, yPx: top, widthPx, heightPx };
}

/** Moves a box, or its lower right corner, and keeps it inside the picture. */
export function nudgeRegion(
  region: RegionPx,
  { dx, dy, resize }: { readonly dx: number; readonly dy: number; readonly resize: boolean },
  picture: SizePx,
): RegionPx {
  if (resize) {
    return {
      ...region,
      widthPx: clamp(region.widthPx + dx, leastRegionPx, picture.widthPx - region.xPx),
      heightPx: clamp(region.heightPx + dy, leastRegionPx, picture.heightPx - region.yPx),
    };
  }
  return {
    ...region,
    xPx: clamp(region.xPx + dx, 0, picture.widthPx - region.widthPx),
    yPx: clamp(region.yPx + dy, 0, picture.heightPx - region.heightPx),
  };
}

/** A box in the middle, for those who draw with the keyboard. */
export function middleRegion({ widthPx, heightPx }: SizePx): RegionPx {
  const [w, h] = [Math.round(widthPx / 3), Math.round(heightPx / 3)];
  return { xPx: w, yPx: h, widthPx: Math.max(w, leastRegionPx), heightPx: Math.max(h, leastRegionPx) };
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

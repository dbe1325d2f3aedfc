import { createStore } from "../shell/store.ts";
import { clamp, type Viewport, wholePicture } from "./geometry.ts";

/** What dragging on the picture does. */
export type Tool = "pan" | "window" | "region";

/** Brightness and contrast of what is shown. The encoder sees the picture as it is. */
export interface Tone {
  readonly brightness: number;
  readonly contrast: number;
}

export const plainTone: Tone = { brightness: 1, contrast: 1 };

export const viewport = createStore<Viewport>(wholePicture);
export const tool = createStore<Tool>("pan");
export const tone = createStore<Tone>(plainTone);

export function changeTone(brightness: number, contrast: number): void {
  tone.update((now) => ({
    brightness: clamp(now.brightness + brightness, 0.1, 4),
    contrast: clamp(now.contrast + contrast, 0.1, 5),
  }));
}

export function resetView(): void {
  viewport.set(wholePicture);
  tone.set(plainTone);
}

export function isPlain({ brightness, contrast }: Tone): boolean {
  return Math.abs(brightness - 1) < 0.005 && Math.abs(contrast - 1) < 0.005;
}

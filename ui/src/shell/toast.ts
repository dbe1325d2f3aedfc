import { createStore } from "./store.ts";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

export const toasts = createStore<readonly Toast[]>([]);

const shownMs = 12_000;
let last = 0;

/** Says what happened, and offers to undo it. */
export function toast(text: string, action?: Toast["action"]): number {
  const id = ++last;
  toasts.update((all) => [...all.slice(-2), { id, text, action }]);
  setTimeout(() => dismiss(id), shownMs);
  return id;
}

export function dismiss(id: number): void {
  toasts.update((all) => all.filter((each) => each.id !== id));
}

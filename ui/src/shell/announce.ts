import { createStore } from "./store.ts";

/** What the live region says next. The count makes the same words news again. */
export const announcement = createStore({ count: 0, text: "" });

/** Says something to a screen reader, without moving the focus. */
export function announce(text: string): void {
  announcement.update(({ count }) => ({ count: count + 1, text }));
}

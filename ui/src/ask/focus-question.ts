import { amend, place } from "../shell/place.ts";

export const questionBoxId = "question";

/** Puts the keyboard into the question box, whatever tab is open. */
export function focusQuestion(): void {
  if (place.get().tab !== "ask") amend({ tab: "ask" });
  // After the tab has been drawn.
  requestAnimationFrame(() => document.getElementById(questionBoxId)?.focus());
}

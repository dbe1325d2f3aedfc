import { remembered } from "./remembered.ts";
import { createStore } from "./store.ts";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const memory = remembered("theme");

export const theme = createStore<Theme>(themes.find((each) => each === memory.get()) ?? "system");

export function nextTheme(): void {
  const next = themes[(themes.indexOf(theme.get()) + 1) % themes.length];
  theme.set(next);
  memory.set(next === "system" ? null : next);
  if (next === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
}

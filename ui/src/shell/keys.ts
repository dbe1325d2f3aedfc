import { focusQuestion } from "../ask/focus-question.ts";
import { nearestCase } from "../cases/nearest-case.ts";
import { openEvidence } from "../evidence/open-evidence.ts";
import { changeHeatMap, heatMapView } from "../heat-map/heat-map-state.ts";
import { middleRegion } from "../viewer/geometry.ts";
import { regionFocus } from "../viewer/RegionBox.tsx";
import { panStep, zoomStep } from "../viewer/viewer-actions.ts";
import { changeTone, resetView, tool } from "../viewer/viewer-state.ts";
import { drawer } from "./drawer.ts";
import { amend, close, go, place, tabs } from "./place.ts";
import { scanById } from "./server-data.ts";

/** What a key does, and what the help says of it. */
export interface Shortcut {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly words: string;
  readonly run: (key: string) => void;
}

export const shortcuts: readonly Shortcut[] = [
  { keys: ["/"], shown: "/", words: "ask", run: focusQuestion },
  {
    keys: ["1", "2", "3", "4"],
    shown: "1 – 4",
    words: "Ask, Classes, Cases, Draft",
    run: (key) => {
      go({ tab: tabs[Number(key) - 1] });
      document.getElementById(`tab-${tabs[Number(key) - 1]}`)?.focus();
    },
  },
  { keys: ["r", "R"], shown: "R", words: "region: draw it, or move it with the arrows", run: () => beginRegion() },
  {
    keys: ["h", "H"],
    shown: "H",
    words: "heat map: where a class is, or away with it",
    run: () => changeHeatMap({ shown: !heatMapView.get().shown }),
  },
  { keys: ["c", "C"], shown: "C", words: "compare with the nearest case, or close it", run: () => void compare() },
  { keys: ["v", "V"], shown: "V", words: "dragging moves the picture", run: () => tool.set("pan") },
  { keys: ["w", "W"], shown: "W", words: "dragging changes brightness and contrast", run: () => tool.set("window") },
  {
    keys: ["[", "]"],
    shown: "[ ]",
    words: "darker, brighter",
    run: (key) => changeTone(key === "[" ? -0.05 : 0.05, 0),
  },
  {
    keys: ["{", "}"],
    shown: "{ }",
    words: "less, more contrast",
    run: (key) => changeTone(0, key === "{" ? -0.05 : 0.05),
  },
  { keys: ["+", "=", "-"], shown: "+ −", words: "zoom", run: (key) => zoomStep(key === "-" ? 1 / 1.25 : 1.25) },
  { keys: ["0"], shown: "0", words: "fit and reset", run: resetView },
  { keys: ["?"], shown: "?", words: "this help", run: () => go({ dialog: "help" }) },
];

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Listens to the keys of the whole page; typing is left alone. */
export function listenToKeys(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return stepBack();
    if (place.get().dialog !== null || isTyping(event.target)) return;
    const arrow = arrows[event.key];
    if (arrow && event.target instanceof Element && event.target.classList.contains("stage")) {
      event.preventDefault();
      return panStep(...arrow);
    }
    const shortcut = shortcuts.find(({ keys }) => keys.includes(event.key));
    if (!shortcut) return;
    event.preventDefault();
    shortcut.run(event.key);
  };
  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=range])"))
  );
}

/** Closes what was opened last: the drawer, then the case, then the region. */
function stepBack(): void {
  const { pair, region, dialog } = place.get();
  if (dialog !== null) return;
  if (drawer.get()) drawer.set(false);
  else if (tool.get() !== "pan") tool.set("pan");
  else if (pair !== null) close({ pair: null, pairLibrary: null });
  else if (region !== null) amend({ region: null });
}

function beginRegion(): void {
  tool.set("region");
  const { scan, view, region } = place.get();
  if (scan === null) return;
  const size = scanById.get(scan)?.views.find(({ id }) => id === view);
  if (!region && size) go({ region: middleRegion(size) });
  regionFocus.update((count) => count + 1);
}

async function compare(): Promise<void> {
  const { pair, scan } = place.get();
  if (pair !== null) return close({ pair: null, pairLibrary: null });
  const nearest = await nearestCase();
  const now = place.get();
  // The search takes a moment: who has opened another scan or a case meanwhile is not led away from it.
  if (nearest && now.scan === scan && now.pair === null) openEvidence({ pairId: nearest.id }, nearest.library);
}

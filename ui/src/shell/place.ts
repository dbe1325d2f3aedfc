import type { RegionPx } from "../../../src/imaging/contract.ts";
import { type CaseFilters, noFilters, readFilters, writeFilters } from "../cases/case-filters.ts";
import { drawer } from "./drawer.ts";
import { createStore, useStore } from "./store.ts";

export const tabs = ["ask", "classes", "cases", "draft"] as const;
export type Tab = (typeof tabs)[number];

const dialogs = ["libraries", "help", "names"] as const;
type Dialog = (typeof dialogs)[number];

/** What is seen, as the address says it: reload, share and back work by it. */
export interface Place {
  readonly scan: string | null;
  readonly view: string;
  readonly tab: Tab;
  /** A pair opened beside the scan, in `caseLibrary`. */
  readonly pair: string | null;
  readonly pairLibrary: string | null;
  /** The library asked for; null: the server's own choice. */
  readonly library: string | null;
  readonly region: RegionPx | null;
  readonly draft: string | null;
  /** What the similar cases are narrowed by. */
  readonly filters: CaseFilters;
  readonly dialog: Dialog | null;
}

const nowhere: Place = {
  scan: null,
  view: "v1",
  tab: "ask",
  pair: null,
  pairLibrary: null,
  library: null,
  region: null,
  draft: null,
  filters: noFilters,
  dialog: null,
};

export function readPlace(search: string): Place {
  const params = new URLSearchParams(search);
  const tab = tabs.find((each) => each === params.get("tab")) ?? "ask";
  const dialog = dialogs.find((each) => each === params.get("dialog")) ?? null;
  return {
    scan: params.get("scan"),
    view: params.get("view") ?? "v1",
    tab,
    pair: params.get("case"),
    pairLibrary: params.get("from"),
    library: params.get("library"),
    region: readRegion(params.get("region")),
    draft: params.get("draft"),
    filters: readFilters(params),
    dialog,
  };
}

function readRegion(text: string | null): RegionPx | null {
  const numbers = text?.split(",").map(Number) ?? [];
  if (numbers.length !== 4 || numbers.some((each) => !Number.isInteger(each) || each < 0)) return null;
  const [xPx, yPx, widthPx, heightPx] = numbers;
  return widthPx > 0 && heightPx > 0 ? { xPx, yPx, widthPx, heightPx } : null;
}

export function writePlace(place: Place): string {
  const params = new URLSearchParams();
  if (place.scan) params.set("scan", place.scan);
  if (place.view !== "v1") params.set("view", place.view);
  if (place.tab !== "ask") params.set("tab", place.tab);
  if (place.pair) params.set("case", place.pair);
  if (place.pair && place.pairLibrary) params.set("from", place.pairLibrary);
  if (place.library) params.set("library", place.library);
  if (place.region) params.set("region", regionText(place.region));
  if (place.draft) params.set("draft", place.draft);
  writeFilters(params, place.filters);
  if (place.dialog) params.set("dialog", place.dialog);
  const text = params.toString().replaceAll("%2C", ",");
  return text === "" ? "/" : `/?${text}`;
}

export function regionText({ xPx, yPx, widthPx, heightPx }: RegionPx): string {
  return [xPx, yPx, widthPx, heightPx].join(",");
}

export const place = createStore<Place>(readPlace(location.search));
addEventListener("popstate", () => place.set(readPlace(location.search)));

/** Goes somewhere; `back` returns from it. */
export function go(change: Partial<Place>): void {
  move(change, (url) => history.pushState({ depth: depth() + 1 }, "", url));
}

/** Changes the address without a step that `back` would have to take. */
export function amend(change: Partial<Place>): void {
  move(change, (url) => history.replaceState({ depth: depth() }, "", url));
}

/** Closes what was opened: back where it was opened on this page, else just away. */
export function close(change: Partial<Place>): void {
  if (depth() > 0) history.back();
  else amend(change);
}

/** Another scan: whatever belonged to the old one is closed, and the drawer that it was chosen in. */
export function goToScan(scan: string): void {
  const { tab, library } = place.get();
  drawer.set(false);
  go({ ...nowhere, tab, library, scan });
}

function move(change: Partial<Place>, write: (url: string) => void): void {
  const next = { ...place.get(), ...change };
  const url = writePlace(next);
  if (url !== writePlace(place.get())) write(url);
  place.set(next);
}

function depth(): number {
  const state: unknown = history.state;
  return typeof state === "object" && state !== null && "depth" in state && typeof state.depth === "number"
    ? state.depth
    : 0;
}

export const usePlace = () => useStore(place);

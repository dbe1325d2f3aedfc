import { createStore, type Store } from "../shell/store.ts";

export interface HeatMapView {
  readonly shown: boolean;
  /** Of the colours, 0 … 1. */
  readonly opacity: number;
  /** The class is set against the other names. */
  readonly contrast: boolean;
}

export const heatMapView = createStore<HeatMapView>({ shown: false, opacity: 0.5, contrast: false });

export function changeHeatMap(change: Partial<HeatMapView>): void {
  heatMapView.update((now) => ({ ...now, ...change }));
}

const classes = new Map<string, Store<string | null>>();

/** The class whose map is wanted for a scan; null: the one with the greatest share. */
export function mappedClassOf(scan: string): Store<string | null> {
  const known = classes.get(scan);
  if (known) return known;
  const fresh = createStore<string | null>(null);
  classes.set(scan, fresh);
  return fresh;
}

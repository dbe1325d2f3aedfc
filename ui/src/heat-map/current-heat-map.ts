import type { Located } from "../../../src/zeroshot/heat-map/contract.ts";
import { type LocateBody, locate } from "../api/questions.ts";
import type { NamesChoice } from "../classes/classifications.ts";
import { useClassification } from "../classes/current-classification.ts";
import { keep, type Loaded } from "../shell/loaded.ts";
import { usePlace } from "../shell/place.ts";
import { useStore } from "../shell/store.ts";
import { heatMapView, mappedClassOf } from "./heat-map-state.ts";

/** A map is the same whenever it is asked for again, so its question is its key. */
export const heatMaps = keep<Located>((key) => locate(JSON.parse(key)));

export interface CurrentHeatMap {
  /** The names compared with at the moment, greatest share first; none while they are compared. */
  readonly names: readonly string[];
  /** The one that is looked for; null while there is none. */
  readonly name: string | null;
  /** True where an adapter names the classes: it has no words that could be looked for. */
  readonly ofAdapter: boolean;
  readonly key: string | null;
  readonly result: Loaded<Located>;
}

/** The map of the class selected among the names of the Classes tab, of the scan or its region. */
export function useHeatMap(scan: string): CurrentHeatMap {
  const { view, region } = usePlace();
  const { choice, result: classified } = useClassification(scan);
  const { contrast } = useStore(heatMapView);
  const wanted = useStore(mappedClassOf(scan));
  const classes = classified.kind === "ready" ? classified.value.classes : [];
  const ofAdapter = choice?.kind === "adapter";
  const names = ofAdapter ? [] : [...classes].sort((a, b) => b.share - a.share).map(({ name }) => name);
  const name = names.find((each) => each === wanted) ?? names[0] ?? null;
  const body: LocateBody | null =
    choice && choice.kind !== "adapter" && name !== null
      ? {
          scan,
          view,
          ...(region && { region }),
          ...namesOf(choice),
          class: name,
          contrast: contrast && names.length > 1,
        }
      : null;
  const key = body && JSON.stringify(body);
  const result = heatMaps.use(key);
  return { names, name, ofAdapter, key, result: classified.kind === "failed" ? classified : result };
}

function namesOf(choice: Exclude<NamesChoice, { readonly kind: "adapter" }>): Pick<LocateBody, "promptSet" | "labels"> {
  return choice.kind === "set" ? { promptSet: choice.id } : { labels: choice.names };
}

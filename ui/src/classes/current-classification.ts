import type { AdapterClassification } from "../../../src/zeroshot/adapters/classify-with-adapter.ts";
import type { Classification } from "../../../src/zeroshot/classify.ts";
import type { PromptSet } from "../../../src/zeroshot/contract.ts";
import { openedSamples } from "../rail/opened-samples.ts";
import type { Loaded } from "../shell/loaded.ts";
import { usePlace } from "../shell/place.ts";
import { all, promptSets, samples } from "../shell/server-data.ts";
import { useStore } from "../shell/store.ts";
import { classifications, classifyKey, type NamesChoice, namesOf } from "./classifications.ts";
import { scanLook } from "./scan-look.ts";

export interface CurrentClassification {
  readonly sets: readonly PromptSet[];
  /** Ids of the sets made for such an image; null while that is not known. */
  readonly made: readonly string[] | null;
  readonly choice: NamesChoice | null;
  /** The chosen set, where a set was chosen. */
  readonly set: PromptSet | undefined;
  readonly key: string | null;
  readonly result: Loaded<Classification | AdapterClassification>;
}

/** What the scan, or its region, is compared with at the moment, and the outcome. */
export function useClassification(scan: string): CurrentClassification {
  const { view, region } = usePlace();
  const loadedSets = promptSets.use(all);
  const look = scanLook.use(scan);
  const chosen = useStore(namesOf(scan));
  const samplesSet = useSamplesSet(scan);
  const sets = loadedSets.kind === "ready" ? loadedSets.value : [];
  const made = look.kind === "ready" ? look.value.promptSets : null;
  // Until the look is known, the first choice is not: a set chosen too early would be computed and thrown away.
  const choice = chosen ?? (look.kind === "loading" ? null : firstChoice(samplesSet, made ?? [], sets));
  const key = choice && classifyKey({ scan, view, ...(region && { region }) }, choice);
  const result = classifications.use(key);
  const set = choice?.kind === "set" ? sets.find(({ id }) => id === choice.id) : undefined;
  return { sets, made, choice, set, key, result };
}

function useSamplesSet(scan: string): string | null {
  const list = samples.use(all);
  const opened = useStore(openedSamples);
  return list.kind === "ready" ? (list.value.find(({ id }) => opened[id] === scan)?.promptSet ?? null) : null;
}

/** Before anyone chose: the sample's own set, else the first one made for this kind of image alone, else the kinds of image. */
function firstChoice(
  samplesSet: string | null,
  made: readonly string[],
  sets: readonly PromptSet[],
): NamesChoice | null {
  if (sets.length === 0) return null;
  const ofOneKind = (id: string) => sets.find((set) => set.id === id)?.kinds?.length === 1;
  const id = samplesSet ?? made.find(ofOneKind) ?? "modality";
  return { kind: "set", id: sets.some((set) => set.id === id) ? id : sets[0].id, multi: false };
}

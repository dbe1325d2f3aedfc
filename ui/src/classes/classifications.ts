import type { AdapterClassification } from "../../../src/zeroshot/adapters/classify-with-adapter.ts";
import type { Classification } from "../../../src/zeroshot/classify.ts";
import { type ClassifyBody, classify, type Target } from "../api/questions.ts";
import { keep } from "../shell/loaded.ts";
import { createStore, type Store } from "../shell/store.ts";

/** What the scan is compared with. */
export type NamesChoice =
  | { readonly kind: "set"; readonly id: string; readonly multi: boolean }
  | { readonly kind: "adapter"; readonly name: string; readonly multi: false }
  | { readonly kind: "names"; readonly names: readonly string[]; readonly multi: boolean };

const choices = new Map<string, Store<NamesChoice | null>>();

/** The user's choice for a scan; null: none yet. */
export function namesOf(scan: string): Store<NamesChoice | null> {
  const known = choices.get(scan);
  if (known) return known;
  const fresh = createStore<NamesChoice | null>(null);
  choices.set(scan, fresh);
  return fresh;
}

/** A classification is the same whenever it is asked for again, so its question is its key. */
export function classifyKey(target: Target, choice: NamesChoice): string {
  return JSON.stringify({
    ...target,
    multi: choice.multi,
    ...asked(choice),
  });
}

function asked(choice: NamesChoice): Pick<ClassifyBody, "promptSet" | "labels" | "adapter"> {
  switch (choice.kind) {
    case "set":
      return { promptSet: choice.id };
    case "names":
      return { labels: choice.names };
    case "adapter":
      return { adapter: choice.name };
    default:
      return choice satisfies never;
  }
}

export const classifications = keep<Classification | AdapterClassification>((key) => classify(JSON.parse(key)));

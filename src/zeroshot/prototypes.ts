import { mean, normalise } from "../core/vector.ts";
import type { TextEncoder } from "../encoders/contract.ts";
import type { PromptSet } from "./contract.ts";

/** Text vectors of a prompt set. */
export interface Prototypes {
  /** One unit vector per class, over all its synonyms and templates. */
  readonly classes: readonly Float32Array[];
  /** The same under each template alone: [template][class]. */
  readonly byTemplate: readonly (readonly Float32Array[])[];
}

/**
 * The prototype of a class: every synonym in every template is embedded and normalised, averaged, and normalised again.
 * Source: CONCH, conch/downstream/zeroshot_path.py.
 */
export async function embedPromptSet(set: PromptSet, encoder: TextEncoder): Promise<Prototypes> {
  const texts = new Map<string, Float32Array>();
  for (const { synonyms } of set.classes) {
    for (const template of set.templates)
      for (const synonym of synonyms) texts.set(fill(template, synonym), new Float32Array(0));
  }
  const encoded = await encoder.encode([...texts.keys()]);
  [...texts.keys()].forEach((text, i) => {
    texts.set(text, encoded[i].embedding.values);
  });
  const prototype = (synonyms: readonly string[], templates: readonly string[]): Float32Array =>
    normalise(
      mean(templates.flatMap((template) => synonyms.flatMap((synonym) => texts.get(fill(template, synonym)) ?? []))),
    );
  return {
    classes: set.classes.map(({ synonyms }) => prototype(synonyms, set.templates)),
    byTemplate: set.templates.map((template) => set.classes.map(({ synonyms }) => prototype(synonyms, [template]))),
  };
}

function fill(template: string, name: string): string {
  return template.replace("{}", () => name);
}

import { mean, normalise } from "../core/vector.ts";
import type { TextEncoder } from "../encoders/contract.ts";
import type { PromptSet } from "./contract.ts";
import { type Wording, wordingsOf } from "./wordings.ts";

/** Text vectors of a prompt set. */
export interface Prototypes {
  /** One unit vector per class, over all its synonyms and templates. */
  readonly classes: readonly Float32Array[];
  /** The same under each of `wordingsOf` the set: [wording][class]. */
  readonly byWording: readonly (readonly Float32Array[])[];
}

export interface EmbedOptions {
  /** @default those of the set itself. An index past a class's last synonym starts over at its first */
  readonly wordings?: readonly Wording[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how many of the texts are embedded. */
  readonly onTexts?: ((done: number, total: number) => void) | undefined;
}

/** Makes or finds the prototypes of a set. @throws {InferenceError | ModelFileError} */
export type EmbedPromptSet = (set: PromptSet, encoder: TextEncoder, options?: EmbedOptions) => Promise<Prototypes>;

/** Texts between two looks at the signal. */
const atOnce = 32;

/**
 * The prototype of a class: every synonym in every template is embedded and normalised, averaged, and normalised again.
 * Source: CONCH, conch/downstream/zeroshot_path.py.
 */
export const embedPromptSet: EmbedPromptSet = async (set, encoder, options = {}) => {
  const { wordings = wordingsOf(set) } = options;
  const vectors = await embedTexts(set, encoder, options);
  const prototype = (synonyms: readonly string[], templates: readonly string[]): Float32Array =>
    normalise(
      mean(templates.flatMap((template) => synonyms.flatMap((synonym) => vectors.get(fill(template, synonym)) ?? []))),
    );
  return {
    classes: set.classes.map(({ synonyms }) => prototype(synonyms, set.templates)),
    byWording: wordings.map((wording) => {
      const templates = wording.templates.map((index) => set.templates[index]);
      return set.classes.map(({ synonyms }, i) =>
        prototype([synonyms[wording.synonyms[i] % synonyms.length]], templates),
      );
    }),
  };
};

/** Unit vectors of every text of a set. */
async function embedTexts(
  { classes, templates }: PromptSet,
  encoder: TextEncoder,
  { signal, onTexts }: EmbedOptions,
): Promise<ReadonlyMap<string, Float32Array>> {
  const synonyms = classes.flatMap((each) => each.synonyms);
  const texts = [...new Set(templates.flatMap((template) => synonyms.map((synonym) => fill(template, synonym))))];
  const vectors = new Map<string, Float32Array>();
  for (let start = 0; start < texts.length; start += atOnce) {
    signal?.throwIfAborted();
    const some = texts.slice(start, start + atOnce);
    const encoded = await encoder.encode(some);
    some.forEach((text, i) => {
      vectors.set(text, encoded[i].embedding.values);
    });
    onTexts?.(vectors.size, texts.length);
  }
  return vectors;
}

function fill(template: string, name: string): string {
  return template.replace("{}", () => name);
}

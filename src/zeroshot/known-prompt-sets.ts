import type { PromptSet } from "./contract.ts";

/**
 * What of the shipped prompt sets an encoder was trained for: sets of a kind of image that its gate knows, and of the classes that
 * are kinds of image themselves those that it knows.
 * @param kinds in the words of the encoder's gate
 */
export function promptSetsOfKinds(sets: readonly PromptSet[], kinds: readonly string[]): readonly PromptSet[] {
  const known = (words: readonly string[]) => words.some((word) => kinds.includes(word));
  return sets
    .filter((set) => !set.kinds || known(set.kinds))
    .map((set) => ({
      ...set,
      kinds: set.kinds?.filter((kind) => kinds.includes(kind)),
      classes: set.classes.filter(({ field, labels }) => field !== "modality" || known(labels)),
    }));
}

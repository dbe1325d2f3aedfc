import type { TrainedConcept } from "../encoders/contract.ts";
import type { PromptSet } from "./contract.ts";

/**
 * Names of a set that are classes which the encoder was trained on, in whatever words its prompts put them: of those nothing is
 * zero-shot. All names of a set that was trained with its very prompts; of any other, a name that is a class of the card, by its own
 * name or a synonym, for a kind of image that the set does not rule out.
 */
export function trainedNames(set: PromptSet, concepts: readonly TrainedConcept[]): readonly string[] {
  const names = set.classes.map(({ name }) => name);
  if (set.trainedSet !== undefined) return names;
  const fitting = concepts.filter(({ kind }) => set.kinds?.includes(kind) ?? true);
  const known = new Set(fitting.map(({ name }) => plain(name)));
  return set.classes
    .filter(({ name, synonyms, concept }) =>
      [name, ...synonyms, concept ?? name].some((word) => known.has(plain(word))),
    )
    .map(({ name }) => name);
}

/** British and American spelling are one word. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/tumor/g, "tumour")
    .replace(/[\s_-]+/g, " ")
    .trim();
}

/** What stands of a classification's names. */
export interface NamesTrained {
  /** True where the very prompts were trained on. */
  readonly trainedClasses: boolean;
  readonly trainedNames: readonly string[];
}

/** Whether names are zero-shot, as "zero-shot but for the trained class pneumonia". @param count of all names */
export function trainedInWords({ trainedClasses, trainedNames: trained }: NamesTrained, count: number): string {
  if (trainedClasses) return "classes that were trained with these prompts, not zero-shot";
  if (trained.length === 0) return "zero-shot";
  if (trained.length === count) return "trained classes in other prompts, not zero-shot";
  return `zero-shot but for the trained ${trained.length === 1 ? "class" : "classes"} ${trained.join(", ")}`;
}

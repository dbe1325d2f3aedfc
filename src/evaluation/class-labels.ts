import { labelInWords } from "../retrieval/label-in-words.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { promptSetOfLabels } from "../zeroshot/prompt-set.ts";
import { EvaluationEmptyError } from "./errors.ts";
import { type EvaluationRow, fieldOf } from "./evaluation-rows.ts";

type Labelled = Pick<EvaluationRow, "fields">;

/** Index of the class that a row's label stands for; null where none does. */
export function classOf(set: PromptSet, row: Labelled): number | null {
  const index = set.classes.findIndex(({ field, labels }) => {
    const value = fieldOf(row, field);
    return value !== null && labels.includes(value);
  });
  return index < 0 ? null : index;
}

/** A set is made for the data when its classes stand for this part of the labelled rows. */
const leastPart = 0.9;

/**
 * The shipped prompt set whose classes match the data's labels: it stands for at least nine tenths of the labelled rows, in at least
 * two classes; of several, the one with the most classes among the rows, the first by id of those. Without one, the labels as names.
 * @throws {EvaluationEmptyError} when no row has a label
 */
export function promptSetFor(rows: readonly Labelled[], shipped: readonly PromptSet[]): PromptSet {
  const labelled = rows.filter((row) => (fieldOf(row, "label") ?? "") !== "");
  if (labelled.length === 0) throw new EvaluationEmptyError("labels");
  const fitting = shipped
    .filter(({ classes }) => classes.every(({ field }) => field === "label"))
    .map((set) => {
      const found = labelled.map((row) => classOf(set, row)).filter((index) => index !== null);
      return { set, part: found.length / labelled.length, classes: new Set(found).size };
    })
    .filter(({ part, classes }) => part >= leastPart && classes > 1)
    .sort((a, b) => b.classes - a.classes);
  if (fitting.length > 0) return fitting[0].set;
  return labelsAsNames([...new Set(labelled.map((row) => fieldOf(row, "label") ?? ""))].sort());
}

/** The labels in words as names; labels of the same words ("no_tumor", "no tumor") are one class, and one without a word is none. */
function labelsAsNames(labels: readonly string[]): PromptSet {
  const byWords = new Map<string, string[]>();
  for (const label of labels) {
    const words = labelInWords(label).trim();
    const same = [...byWords.keys()].find((each) => each.toLowerCase() === words.toLowerCase());
    if (words !== "") byWords.set(same ?? words, [...(byWords.get(same ?? words) ?? []), label]);
  }
  if (byWords.size === 0) throw new EvaluationEmptyError("labels");
  const named = promptSetOfLabels([...byWords.keys()]);
  return { ...named, classes: named.classes.map((each) => ({ ...each, labels: byWords.get(each.name) ?? [] })) };
}

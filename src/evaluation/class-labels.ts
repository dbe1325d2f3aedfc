import { labelInWords } from "../retrieval/label-in-words.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { nameLine } from "../zeroshot/name-line.ts";
import { promptSetOfLabels } from "../zeroshot/prompt-set.ts";
import { EvaluationEmptyError } from "./errors.ts";
import { type EvaluationRow, fieldOf } from "./evaluation-rows.ts";
import { findingColumns, labelledFindings } from "./finding-labels.ts";

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
 * two classes; of several, the one with the most classes among the rows, the first by id of those. A set of findings stands for a row
 * that has one of them or none at all. Of data without a label, the set of findings of which the table has the most columns. Without a
 * set, the labels as names.
 * @throws {EvaluationEmptyError} when no row has a label
 */
export function promptSetFor(rows: readonly Labelled[], shipped: readonly PromptSet[]): PromptSet {
  const labelled = rows.filter((row) => (fieldOf(row, "label") ?? "") !== "");
  const inColumns = labelled.length === 0 ? setOfColumns(rows, shipped) : undefined;
  if (inColumns) return inColumns;
  if (labelled.length === 0) throw new EvaluationEmptyError("labels");
  const fitting = shipped
    .filter(({ classes }) => classes.every(({ field }) => field === "label"))
    .map((set) => {
      const found = labelled.map((row) => classesOf(set, row)).filter((indices) => indices !== null);
      return { set, part: found.length / labelled.length, classes: new Set(found.flat()).size };
    })
    .filter(({ part, classes }) => part >= leastPart && classes > 1)
    .sort((a, b) => b.classes - a.classes);
  if (fitting.length > 0) return fitting[0].set;
  return labelsAsNames([...new Set(labelled.map((row) => fieldOf(row, "label") ?? ""))].sort());
}

/** The set of findings that has most columns among the rows, half of its findings at least. */
function setOfColumns(rows: readonly Labelled[], shipped: readonly PromptSet[]): PromptSet | undefined {
  const count = (set: PromptSet) => findingColumns(set, rows).filter((column) => column !== null).length;
  return shipped
    .filter(({ multi }) => multi === true)
    .map((set) => ({ set, columns: count(set) }))
    .filter(({ set, columns }) => columns >= Math.max(2, set.classes.length / 2))
    .sort((a, b) => b.columns - a.columns)
    .at(0)?.set;
}

/** Indices of the classes that a row is of; null where the set says nothing of it. */
function classesOf(set: PromptSet, row: Labelled): readonly number[] | null {
  if (set.multi) return labelledFindings(set, row)?.flatMap((present, index) => (present ? [index] : [])) ?? null;
  const index = classOf(set, row);
  return index === null ? null : [index];
}

/** The labels in words as names; labels of the same words ("no_tumor", "no tumor") are one class, and one without a word is none. */
function labelsAsNames(labels: readonly string[]): PromptSet {
  const byWords = new Map<string, string[]>();
  for (const label of labels) {
    const words = nameLine(labelInWords(label));
    const same = [...byWords.keys()].find((each) => each.toLowerCase() === words.toLowerCase());
    if (words !== "") byWords.set(same ?? words, [...(byWords.get(same ?? words) ?? []), label]);
  }
  if (byWords.size === 0) throw new EvaluationEmptyError("labels");
  const named = promptSetOfLabels([...byWords.keys()]);
  return { ...named, classes: named.classes.map((each) => ({ ...each, labels: byWords.get(each.name) ?? [] })) };
}

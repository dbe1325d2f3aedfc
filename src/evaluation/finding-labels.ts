import type { PromptSet } from "../zeroshot/contract.ts";
import { saysNothingFound } from "../zeroshot/no-finding.ts";
import { type EvaluationRow, fieldOf } from "./evaluation-rows.ts";

type Labelled = Pick<EvaluationRow, "fields">;

/** What an uncertain finding (-1) counts as: in neither of a finding's groups, or in one of them (U-Ignore, U-Ones, U-Zeros of CheXpert). */
export const uncertainPolicies = ["ignore", "present", "absent"] as const;
export type UncertainPolicy = (typeof uncertainPolicies)[number];

/** Which findings a row has, in the set's order. Null: the row says nothing that could be counted of that one. */
export type RowFindings = readonly (boolean | null)[];

/** How the findings of rows are written. */
export type FindingForm =
  | { readonly kind: "label" }
  | {
      readonly kind: "columns";
      /** Of every finding of the set, as the table writes it; null where it has none. */
      readonly columns: readonly (string | null)[];
      readonly uncertain: UncertainPolicy;
    };

export interface FindingLabels {
  readonly form: FindingForm;
  /** Null for a row that says nothing of the set's findings. */
  findingsOf(row: Labelled): RowFindings | null;
}

/**
 * How the rows say which findings they have: one label that holds several, or a table with a column for each finding (1 present, 0
 * absent, -1 uncertain, blank not mentioned), as CheXpert and MIMIC-CXR have it. Columns are read where the rows have no such label.
 */
export function findingLabels(
  set: PromptSet,
  rows: readonly Labelled[],
  { uncertain = "ignore" }: { readonly uncertain?: UncertainPolicy | undefined } = {},
): FindingLabels {
  const columns = findingColumns(set, rows);
  const byLabel = rows.some((row) => labelledFindings(set, row) !== null);
  if (byLabel || columns.every((column) => column === null))
    return { form: { kind: "label" }, findingsOf: (row) => labelledFindings(set, row) };
  const none = noFindingColumns(rows);
  return {
    form: { kind: "columns", columns, uncertain },
    findingsOf: (row) => columnFindings(row, { columns, none, uncertain }),
  };
}

/**
 * Which findings of a set a row has; null where its label says nothing of them. A label holds several, separated by `|` or `,`
 * ("Effusion|Mass") or as a list. One that says that nothing was found ("No Finding", an empty list) has none.
 */
export function labelledFindings({ classes }: PromptSet, { fields }: Labelled): readonly boolean[] | null {
  const said = new Map(classes.map(({ field }) => [field, labelParts(fields[field])]));
  const all = [...said.values()];
  const present = classes.map(({ field, labels }) => labels.some((label) => said.get(field)?.includes(label)));
  const tells = present.includes(true) || all.some((parts) => parts?.every(saysNothingFound));
  return tells ? present : null;
}

/** The labels of a field; null where it has none. */
function labelParts(value: unknown): readonly string[] | null {
  if (Array.isArray(value)) return value.map((each) => (typeof each === "string" ? each.trim() : ""));
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  if (text === "") return null;
  return [...new Set([text, ...text.split(/[|,]/).map((part) => part.trim())])];
}

/** The column of each finding of a set: of the name of one of its labels or its own, and with no other value than 1, 0, -1 and blank. */
export function findingColumns({ classes }: PromptSet, rows: readonly Labelled[]): readonly (string | null)[] {
  const columns = columnsOf(rows);
  return classes.map(({ name, field, labels }) => {
    const words = new Set((field === "label" ? [...labels, name] : [field]).map(plain));
    return columns.find((column) => words.has(plain(column))) ?? null;
  });
}

function noFindingColumns(rows: readonly Labelled[]): readonly string[] {
  return columnsOf(rows).filter(saysNothingFound);
}

/** Fields whose values are 1, 0, -1 or blank in every row, and not blank in all. */
function columnsOf(rows: readonly Labelled[]): readonly string[] {
  const told = new Map<string, boolean>();
  for (const row of rows) {
    for (const field of Object.keys(row.fields)) {
      if (told.get(field) === false) continue;
      const mark = markOf(row, field);
      if (mark !== "blank") told.set(field, mark !== "other");
    }
  }
  return [...told].flatMap(([field, isColumn]) => (isColumn ? [field] : []));
}

interface Columns {
  readonly columns: readonly (string | null)[];
  readonly none: readonly string[];
  readonly uncertain: UncertainPolicy;
}

/** A finding that is not mentioned is absent in a row that says something of another, or that nothing was found. */
function columnFindings(row: Labelled, { columns, none, uncertain }: Columns): RowFindings | null {
  const marks = columns.map((column) => (column === null ? null : markOf(row, column)));
  const tells = marks.some((mark) => mark !== null && mark !== "blank") || none.some((each) => markOf(row, each) === 1);
  if (!tells) return null;
  const ofUncertain = { ignore: null, present: true, absent: false }[uncertain];
  return marks.map((mark) => {
    if (mark === null) return null;
    return mark === -1 ? ofUncertain : mark === 1;
  });
}

/** What a cell says of a finding. */
export function markOf(row: Labelled, field: string): 1 | 0 | -1 | "blank" | "other" {
  const value = row.fields[field];
  if (value === null || value === undefined) return "blank";
  const text = fieldOf(row, field);
  if (text === null) return "other";
  if (text === "") return "blank";
  const number = Number(text);
  return number === 1 || number === 0 || number === -1 ? number : "other";
}

function plain(words: string): string {
  return words
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}

import type { TryNamesRequest } from "../../../src/app/try-names.ts";
import type { PromptSet } from "../../../src/zeroshot/contract.ts";
import { plainTemplates } from "../../../src/zeroshot/plain-templates.ts";

/** Names that are being worked on, as they are typed. */
export interface NamesDraft {
  readonly classes: readonly ClassDraft[];
  /** One template a line. */
  readonly templates: string;
}

export interface ClassDraft {
  /** Of the list alone, so that a row keeps its focus while its name changes. */
  readonly key: number;
  readonly name: string;
  /** One name a line. */
  readonly synonyms: string;
  readonly labels: readonly string[];
}

export const noDraft: NamesDraft = { classes: [], templates: plainTemplates.join("\n") };

/** The labels of a library as names. */
export function draftOfLabels(labels: readonly string[], inWords: (label: string) => string): NamesDraft {
  const classes = labels.map((label, key) => ({
    key,
    name: inWords(label),
    synonyms: inWords(label),
    labels: [label],
  }));
  return { ...noDraft, classes };
}

export function draftOfSet({ classes, templates }: PromptSet): NamesDraft {
  return {
    classes: classes.map(({ name, synonyms, labels }, key) => ({ key, name, synonyms: synonyms.join("\n"), labels })),
    templates: templates.join("\n"),
  };
}

/** What can be asked with a draft; null while it cannot: two classes with a name each, one of which has a label of the library. */
export function requestOf(
  { classes, templates }: NamesDraft,
  library: string,
): TryNamesRequest | { readonly wanting: string } {
  const named = classes.map(({ name, synonyms, labels }) => ({
    name: name.trim(),
    synonyms: linesOf(synonyms),
    labels: [...labels],
  }));
  const lines = linesOf(templates);
  if (named.length < 2) return { wanting: "Two names or more can be told apart." };
  if (named.some(({ name, synonyms }) => name === "" || synonyms.length === 0))
    return { wanting: "Every class needs a name and one wording or more." };
  if (lines.length === 0) return { wanting: "One template or more, a line each, with {} where the name goes." };
  if (lines.some((line) => line.split("{}").length !== 2)) return { wanting: "Every template has {} once." };
  return { library, templates: lines, classes: named };
}

/** The draft as a prompt file, for `--prompts`. */
export function promptFileOf({ templates, classes }: TryNamesRequest): string {
  const file = {
    id: "mine",
    version: 1,
    source: "made on the page of caselens",
    templates,
    classes: classes.map(({ labels, ...each }) => ({ ...each, ...(labels.length > 0 && { labels }) })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function linesOf(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()))].filter((line) => line !== "");
}

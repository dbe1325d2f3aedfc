import { readFile } from "node:fs/promises";
import { z } from "zod";
import { cleanText } from "../core/clean-text.ts";
import { AppError } from "../core/errors.ts";
import type { PromptSet } from "./contract.ts";
import { LabelsInvalidError, PromptSetInvalidError } from "./errors.ts";
import { nameLine } from "./name-line.ts";
import { saysNothingFound } from "./no-finding.ts";
import { plainTemplates } from "./plain-templates.ts";

/** At most so many classes, however they are given. */
const mostClasses = 1000;

const Line = z.string().transform(nameLine);
const Name = Line.pipe(z.string().min(1).max(300));
/** As rows have it, which are cleaned alike. */
const Label = z.string().transform((label) => cleanText(label).text);
const Synonyms = z.array(Name).min(1).max(100);
const Template = Line.pipe(z.string().max(500)).refine((template) => template.split("{}").length === 2, {
  message: "holds {} exactly once",
});

const PromptClassFile = z.strictObject({
  name: Name,
  synonyms: Synonyms.optional(),
  negatives: Synonyms.optional(),
  concept: Name.optional(),
  field: z.string().min(1).optional(),
  labels: z.array(Label).min(1).optional(),
});

/** A prompt file: classes as a list, or for short as `{ name: [synonyms] }`. */
const PromptSetFile = z.strictObject({
  id: Line.pipe(z.string().min(1)),
  version: z.int().positive().default(1),
  title: Line.optional(),
  source: Line.default("not stated"),
  kinds: z.array(z.string()).min(1).optional(),
  organs: z.array(z.string()).min(1).optional(),
  trainedSet: z.string().optional(),
  ordinal: z.boolean().optional(),
  multi: z.boolean().optional(),
  positive: Name.optional(),
  templates: z.array(Template).min(1).max(100).default(["{}"]),
  classes: z.union([
    z.array(PromptClassFile).min(1).max(mostClasses),
    z
      .record(z.string(), Synonyms)
      .transform((classes) =>
        Object.entries(classes).map(([name, synonyms]): z.input<typeof PromptClassFile> => ({ name, synonyms })),
      )
      .pipe(z.array(PromptClassFile).min(1).max(mostClasses)),
  ]),
});

/**
 * Reads a prompt file. A class without synonyms is asked for by its name; one without labels stands for the manifest label
 * that is its name.
 * @throws {PromptSetInvalidError | LabelsInvalidError}
 */
export async function readPromptSet(path: string): Promise<PromptSet> {
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new PromptSetInvalidError("cannot be read", { cause });
  });
  return parsePromptSet(text);
}

/** @throws {PromptSetInvalidError | LabelsInvalidError} */
export function parsePromptSet(text: string): PromptSet {
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\ufeff/, ""), refuseProto);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new PromptSetInvalidError("is not JSON", { cause });
  }
  const parsed = PromptSetFile.safeParse(raw);
  if (!parsed.success) {
    const issues = parsed.error.issues
      .slice(0, 5)
      .map(({ path, code }) => `${path.join(".") || "top level"} (${code})`);
    throw new PromptSetInvalidError(`does not fit the schema: ${issues.join(", ")}`);
  }
  const { classes, title, ...set } = parsed.data;
  const names = classes.map(({ name }) => name);
  if (!areDistinct(names)) throw new PromptSetInvalidError("names a class twice");
  if (set.positive !== undefined && !names.includes(set.positive))
    throw new PromptSetInvalidError("calls a class positive that it does not have");
  if (set.multi && classes.some(({ name, synonyms = [] }) => [name, ...synonyms].some(saysNothingFound)))
    throw new PromptSetInvalidError(
      'asks for "no finding" among findings that are each asked by themselves: it is the absence of all of them, and has none of its own',
    );
  return {
    ...set,
    title: title ?? set.id,
    classes: classes.map(({ name, synonyms = [name], field = "label", labels = [name], negatives, concept }) => ({
      name,
      synonyms,
      negatives,
      concept,
      field,
      labels,
    })),
  };
}

/**
 * A prompt set of plain names.
 * @param labels as typed; what hides in them and surrounding space is dropped, empty ones are left out
 * @throws {LabelsInvalidError}
 */
export function promptSetOfLabels(labels: readonly string[]): PromptSet {
  const names = labels.map(nameLine).filter((label) => label !== "");
  if (names.length === 0) throw new LabelsInvalidError("none");
  if (names.length > mostClasses) throw new LabelsInvalidError("many");
  if (names.some((name) => name.length > 300)) throw new LabelsInvalidError("long");
  if (!areDistinct(names)) throw new LabelsInvalidError("repeated");
  return {
    id: "labels",
    version: 1,
    title: "Names as given",
    source: "the user",
    templates: plainTemplates,
    classes: names.map((name) => ({ name, synonyms: [name], field: "label", labels: [name] })),
  };
}

function areDistinct(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.toLowerCase())).size === names.length;
}

/** A class of that name would be lost without a word: no object that is parsed keeps it. */
function refuseProto(key: string, value: unknown): unknown {
  if (key === "__proto__") throw new PromptSetInvalidError("has a key that cannot be a name");
  return value;
}

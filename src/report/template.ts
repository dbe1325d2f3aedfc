import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ReportTemplateInvalidError, ReportTemplateUnknownError } from "./errors.ts";

/**
 * What a section may hold: `picture`, `kind` and `organ` say what the image is; `comparison` what was given beside it; `scores` the
 * shares of the template's prompt sets; `similar cases` quotes; `statement` what those shares allow to be said.
 */
const Holding = z.enum(["picture", "kind", "organ", "comparison", "scores", "similar cases", "statement"]);
export type Holding = z.output<typeof Holding>;

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
const Title = z.string().trim().min(1).max(120);

/** A file of prompts/report/, or a user's own. */
const ReportTemplate = z.strictObject({
  id: Id,
  version: z.int().positive(),
  title: Title,
  source: z.string().min(1),
  /** Images that it is chosen for when none is named; absent: chosen when no other fits. */
  fits: z
    .strictObject({
      /** In the words of the encoder's gate. */
      kinds: z.array(z.string()).min(1),
      /** In the words of the encoder's organ probe; absent: the kind says it. */
      organs: z.array(z.string()).min(1).optional(),
    })
    .optional(),
  /** What kind of document an export is coded as. */
  document: z.enum(["imaging", "pathology"]),
  sections: z
    .array(z.strictObject({ id: Id, title: Title, holds: z.array(Holding).min(1) }))
    .min(1)
    .max(20)
    .refine((sections) => new Set(sections.map(({ id }) => id)).size === sections.length, { error: "repeated id" }),
  /** Ids of the shipped prompt sets whose shares it may state, where they fit the image. */
  promptSets: z.array(z.string()).max(20),
});
export type ReportTemplate = z.output<typeof ReportTemplate>;

/** @throws {ReportTemplateInvalidError} which never holds the file's text */
export function parseTemplate(text: string): ReportTemplate {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new ReportTemplateInvalidError("is not JSON", { cause });
  }
  const parsed = ReportTemplate.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new ReportTemplateInvalidError(`is wrong at ${fieldName(first.path)}: ${issueInWords(first)}`);
}

/** `sections[0].holds[1]` */
function fieldName(path: readonly PropertyKey[]): string {
  const name = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return name.replace(/^\./, "") || "its top level";
}

/** What a field must be; never what it holds. */
function issueInWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `it must be there, as ${typeWords[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `it must be one of ${issue.values.join(", ")}`;
    case "invalid_format":
      return "it must be small letters, digits and hyphens, at most 64";
    case "too_small":
      return amount(
        issue.origin,
        issue.inclusive === false ? `more than ${issue.minimum}` : `${issue.minimum} or more`,
      );
    case "too_big":
      return amount(issue.origin, `at most ${issue.maximum}`);
    case "unrecognized_keys":
      return "it has a field that no template has";
    default:
      return issue.message === "repeated id" ? "an id stands in it twice" : "it does not fit";
  }
}

function amount(origin: string, limit: string): string {
  if (origin === "string") return `it must have ${limit} characters`;
  return origin === "array" ? `it must have ${limit} entries` : `it must be ${limit}`;
}

const typeWords: Readonly<Record<string, string>> = {
  string: "a text",
  array: "a list",
  object: "an object",
  int: "a whole number",
  number: "a number",
};

/** Words that a template may use, by what this installation knows. */
export interface TemplateWords {
  readonly kinds: readonly string[];
  readonly organs: readonly string[];
  readonly promptSets: readonly string[];
}

/** @throws {ReportTemplateInvalidError} where a template names what nobody knows: it would never be chosen, or hold nothing */
export function checkTemplateWords({ fits, promptSets }: ReportTemplate, known: TemplateWords): void {
  const lists = [
    ["fits.kinds", fits?.kinds ?? [], known.kinds],
    ["fits.organs", fits?.organs ?? [], known.organs],
    ["promptSets", promptSets, known.promptSets],
  ] as const;
  for (const [field, used, words] of lists) {
    const index = used.findIndex((each) => !words.includes(each));
    if (index < 0) continue;
    throw new ReportTemplateInvalidError(`is wrong at ${field}[${index}]: it must be one of ${words.join(", ")}`);
  }
}

/** The templates of a folder, in order of id. @throws {ReportTemplateInvalidError} for a damaged installation */
export async function readTemplates(folder: string): Promise<readonly ReportTemplate[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(files.map(async (name) => parseTemplate(await readFile(join(folder, name), "utf8"))));
}

/** The template of that id, else the file of that path. @throws {ReportTemplateUnknownError | ReportTemplateInvalidError} */
export async function findTemplate(name: string, shipped: readonly ReportTemplate[]): Promise<ReportTemplate> {
  const known = shipped.find(({ id }) => id === name);
  if (known) return known;
  const text = await readFile(name, "utf8").catch((cause) => {
    throw new ReportTemplateUnknownError(
      shipped.map(({ id }) => id),
      { cause },
    );
  });
  return parseTemplate(text);
}

/** The first template for what the scan's scores clearly show, else the first that fits any image. */
export function chooseTemplate(
  shipped: readonly ReportTemplate[],
  { kind, organ }: { readonly kind: string | null; readonly organ: string | null },
): ReportTemplate {
  const fitting = shipped.find(
    ({ fits }) =>
      fits && kind !== null && fits.kinds.includes(kind) && (!fits.organs || fits.organs.includes(organ ?? "")),
  );
  const chosen = fitting ?? shipped.find(({ fits }) => !fits);
  if (!chosen) throw new ReportTemplateInvalidError("for images of any kind is missing");
  return chosen;
}

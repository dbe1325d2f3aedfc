import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "../core/errors.ts";
import { ReportTemplateInvalidError } from "./errors.ts";
import { checkTemplateWords, parseTemplate, type ReportTemplate, type TemplateWords } from "./template.ts";

/** A file of the home's folder of templates: a template, or what is wrong with it. */
export type OwnTemplate =
  | { readonly kind: "template"; readonly file: string; readonly template: ReportTemplate }
  | { readonly kind: "broken"; readonly file: string; readonly error: ReportTemplateInvalidError };

/** What the user's templates are checked against. */
export interface OwnTemplateChecks {
  readonly shipped: readonly ReportTemplate[];
  readonly words: TemplateWords;
}

/** The user's own templates, by file name; read anew each time, so that a file that was mended is mended. @param folder `<home>/templates` */
export async function readOwnTemplates(
  folder: string,
  { shipped, words }: OwnTemplateChecks,
): Promise<readonly OwnTemplate[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith(".json")).sort();
  const known = new Set(shipped.map(({ id }) => id));
  const found: OwnTemplate[] = [];
  for (const file of files) {
    try {
      const template = parseTemplate(await readText(join(folder, file)));
      checkTemplateWords(template, words);
      if (known.has(template.id)) throw new ReportTemplateInvalidError("is wrong at id: another template has it");
      known.add(template.id);
      found.push({ kind: "template", file, template });
    } catch (error) {
      if (!(error instanceof ReportTemplateInvalidError)) throw error;
      found.push({ kind: "broken", file, error: error.inFile(file) });
    }
  }
  return found;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new ReportTemplateInvalidError("cannot be read", { cause });
  }
}

import { readFile } from "node:fs/promises";
import { z } from "zod";
import { createDenialRules, wholeWords } from "../chat/claims/denial-rules.ts";
import { ReportLabelsError } from "./errors.ts";

const Patterns = z.array(z.string().min(1)).min(1);

/** `prompts/evaluation/report-labels.json`: regular expressions of whole words, whatever their case. */
const ReportLabelsFile = z.strictObject({
  id: z.string(),
  version: z.int().positive(),
  source: z.string(),
  /** Look like denials and are none: "no interval change". */
  notDenials: Patterns,
  denialsBefore: Patterns,
  denialsAfter: Patterns,
  clauseEnds: Patterns,
  labels: z.record(z.string(), Patterns),
});

/** What a text affirms, by rules: a name is affirmed where one of its words stands in a clause that does not deny it (`createDenialRules`). */
export interface ReportLabels {
  readonly id: string;
  readonly version: number;
  readonly names: readonly string[];
  affirmed(text: string): ReadonlySet<string>;
}

/** @throws {ReportLabelsError} for a damaged installation */
export async function readReportLabels(path: string): Promise<ReportLabels> {
  try {
    return createReportLabels(ReportLabelsFile.parse(JSON.parse(await readFile(path, "utf8"))));
  } catch (cause) {
    throw new ReportLabelsError({ cause });
  }
}

function createReportLabels(file: z.output<typeof ReportLabelsFile>): ReportLabels {
  const denials = createDenialRules(file);
  const labels = Object.entries(file.labels).map(([name, patterns]) => ({ name, pattern: wholeWords(patterns) }));
  return {
    id: file.id,
    version: file.version,
    names: labels.map(({ name }) => name),
    affirmed(text) {
      const clauses = denials.clausesOf(text);
      const found = labels.filter(({ pattern }) =>
        clauses.some((clause) =>
          [...clause.matchAll(pattern)].some(
            ({ index, 0: words }) => !denials.isDenied(clause, index, index + words.length),
          ),
        ),
      );
      return new Set(found.map(({ name }) => name));
    },
  };
}

/** Names that both affirm, that the draft alone affirms, and that the reference alone does. */
export interface LabelCounts {
  readonly both: number;
  readonly draftOnly: number;
  readonly referenceOnly: number;
}

export function labelCounts(draft: ReadonlySet<string>, reference: ReadonlySet<string>): LabelCounts {
  const both = [...draft].filter((name) => reference.has(name)).length;
  return { both, draftOnly: draft.size - both, referenceOnly: reference.size - both };
}

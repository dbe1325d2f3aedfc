import { join } from "node:path";
import { once } from "../core/once.ts";
import { ofPartition } from "../evaluation/evaluation-rows.ts";
import { measureReports, type ReportMeasures, reportProtocol } from "../evaluation/report.ts";
import { readReportLabels } from "../evaluation/report-labels.ts";
import { draftReport } from "../report/draft.ts";
import { readSentenceWords } from "../report/sentence-words.ts";
import { findTemplate, readTemplates } from "../report/template.ts";
import { similarCases } from "./draft-report.ts";
import type { EvaluateVqaParts } from "./evaluate-vqa.ts";
import { type Evaluated, type EvaluationRequest, type Measures, startEvaluation } from "./evaluation-run.ts";
import { searchOtherCases } from "./other-cases.ts";
import { randomCaption } from "./random-caption.ts";

export interface EvaluateReportRequest extends EvaluationRequest {
  /** Manifest field of the reference. @default the caption */
  readonly text?: string | undefined;
  /** A template's id, or the path of one. @default the one made for each image's kind */
  readonly template?: string | undefined;
  /** Library whose cases may be quoted, each scan's own left out. @default none */
  readonly library?: string | undefined;
}

export interface ReportEvaluation {
  /** Drafts of the evidence writer against the texts of the rows. */
  report(
    request: EvaluateReportRequest,
  ): Promise<Evaluated<Measures<ReportMeasures> & { readonly library: string | null }>>;
}

export interface EvaluateReportParts extends EvaluateVqaParts {
  /** The package's `prompts`. */
  readonly prompts: string;
}

export function createReportEvaluation(parts: EvaluateReportParts): ReportEvaluation {
  const folder = join(parts.prompts, "report");
  const templates = once(() => readTemplates(folder));
  const words = once(() => readSentenceWords(join(folder, "words", "sentences.json")));
  const labels = once(() => readReportLabels(join(parts.prompts, "evaluation", "report-labels.json")));
  return {
    async report(request) {
      const run = await startEvaluation(request, parts.encoding);
      const { encoder, rules } = run.encoding;
      const rows = ofPartition(run.all.rows, request.partition ?? null);
      const shipped = await templates();
      const template = request.template === undefined ? undefined : await findTemplate(request.template, shipped);
      await using library = request.library === undefined ? null : await parts.openLibrary(request.library);
      const writer = {
        encoder,
        rules,
        terms: await parts.terms(),
        promptSets: await parts.promptSets(),
        words: await words(),
        templates: shipped,
      };
      const nothing = { found: [], reason: "No library was named.", ownCaseLeftOut: false };
      const measures = await measureReports(rows, {
        ...run.reader,
        labels: await labels(),
        names: run.all.rows.flatMap(({ label }) => label ?? []),
        text: request.text,
        draft: async (scan) => {
          const similar = library ? await searchOtherCases(scan, similarCases, library, rules) : nothing;
          const findSimilar = async () => similar;
          const { draft, template: used } = await draftReport(scan, template, { ...writer, findSimilar });
          const stating = used.sections.filter(({ holds }) => holds.includes("statement"));
          const nearest = similar.found.find(({ pair }) => pair.caption !== null)?.pair.caption ?? null;
          return {
            draft,
            statements: new Set(stating.map(({ id }) => id)),
            baselines: library && {
              nearest,
              random: await randomCaption(library, { image: scan.scan.sha256, seed: request.seed ?? 0 }),
            },
          };
        },
      });
      const { rows: measured, failed, metrics, scored, ...more } = measures;
      const result = run.finish("report", reportProtocol, { n: measured.length, rows: measured, failed, metrics });
      return { result: { ...result, library: request.library ?? null, ...more }, scored };
    },
  };
}

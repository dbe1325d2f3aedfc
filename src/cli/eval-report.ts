import type { Command } from "commander";
import type { Metrics } from "../evaluation/contract.ts";
import { reportPage } from "../evaluation/html/report-page.ts";
import { type ReportMeasures, reportProtocol } from "../evaluation/report.ts";
import { runCommand } from "./command.ts";
import { type EvalFlags, publish, publishedEvaluation, request } from "./eval-command.ts";
import { describeEvaluation, figure, figureRows, interval } from "./figures-in-words.ts";
import { columns } from "./output.ts";

interface ReportFlags extends EvalFlags {
  readonly text?: string;
  readonly template?: string;
}

export function reportEvaluationCommand(): Command {
  return publishedEvaluation(
    "report",
    "Drafts, as `report` writes them without a language model, against the texts of the rows; cases are quoted only from a library that --library names.",
    reportProtocol,
  )
    .option("--text <field>", "manifest field that holds the reference (default: the caption)")
    .option("--template <id>", "template's id or file (default: the one for each image's kind)")
    .action((flags: ReportFlags) =>
      runCommand(flags, async (context) => {
        const { text, template, library } = flags;
        const asked = { ...(await request(flags, context)), text, template, library };
        const evaluated = await context.app.evaluate.report(asked);
        return publish(flags, context, evaluated, {
          page: reportPage,
          describe: (result) => [describeEvaluation(result), describeParts(result)],
        });
      }),
    );
}

type Parts = Pick<ReportMeasures, "quotes" | "stated" | "baselines" | "findings" | "labels" | "without"> & {
  readonly library: string | null;
};

function describeParts({ quotes, stated, baselines, findings, labels, without, library }: Parts): string {
  const named = (metrics: Metrics, what: string) =>
    figureRows(metrics).map(([name, ...row]) => [`${name}, ${what}`, ...row]);
  const rows = [
    ...named(quotes.metrics, "quoted words alone"),
    ...named(stated, "without quotes"),
    ...(baselines ? named(baselines.nearest.metrics, "the nearest case's text") : []),
    ...(baselines ? named(baselines.nearest.quotesLessIt, "quoted words less that") : []),
    ...(baselines ? named(baselines.random.metrics, "a random text") : []),
    ...(baselines ? named(baselines.random.quotesLessIt, "quoted words less that") : []),
  ];
  const byFinding = findings.map(({ name, references, drafts, both, f1 }) => [
    name,
    `${references}`,
    `${drafts}`,
    `${both}`,
    figure(f1.value),
    interval(f1),
  ]);
  return [
    ...(rows.length > 0 ? [columns([["part", "value", "95 % interval"], ...rows], [1])] : []),
    ...(byFinding.length > 0
      ? [columns([["finding", "references", "drafts", "both", "F1", "95 % interval"], ...byFinding], [1, 2, 3, 4])]
      : []),
    `${library === null ? "No library was named: nothing was quoted." : `${quotes.n} drafts quote cases of ${library}.`} The references affirm ${labels.affirmed} findings by the rules ${labels.id} ${labels.version}${without > 0 ? `; ${without} rows have no reference` : ""}.`,
  ].join("\n\n");
}

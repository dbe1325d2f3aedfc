import type { Command } from "commander";
import { reportPage } from "../evaluation/html/report-page.ts";
import { type ReportMeasures, reportProtocol } from "../evaluation/report.ts";
import { runCommand } from "./command.ts";
import { type EvalFlags, publish, publishedEvaluation, request } from "./eval-command.ts";
import { describeEvaluation, figureRows } from "./figures-in-words.ts";
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
        const asked = { ...request(flags, context), text, template, library };
        const evaluated = await context.app.evaluate.report(asked);
        return publish(flags, context, evaluated, {
          page: reportPage,
          describe: (result) => [describeEvaluation(result), describeParts(result)],
        });
      }),
    );
}

type Parts = Pick<ReportMeasures, "quotes" | "stated" | "labels" | "without"> & { readonly library: string | null };

function describeParts({ quotes, stated, labels, without, library }: Parts): string {
  const rows = [
    ...figureRows(quotes.metrics).map(([name, ...row]) => [`${name}, quoted words alone`, ...row]),
    ...figureRows(stated).map(([name, ...row]) => [`${name}, without quotes`, ...row]),
  ];
  return [
    ...(rows.length > 0 ? [columns([["part", "value", "95 % interval"], ...rows], [1])] : []),
    `${library === null ? "No library was named: nothing was quoted." : `${quotes.n} drafts quote cases of ${library}.`} The references affirm ${labels.affirmed} findings by the rules ${labels.id} ${labels.version}${without > 0 ? `; ${without} rows have no reference` : ""}.`,
  ].join("\n\n");
}

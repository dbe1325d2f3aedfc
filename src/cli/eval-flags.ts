import type { Command } from "commander";
import type { FlagsResult } from "../app/evaluate-flags.ts";
import { flagsProtocol } from "../evaluation/flags/flags.ts";
import { flagsPage } from "../evaluation/html/flags-page.ts";
import { positiveInteger, runCommand } from "./command.ts";
import { type EvalFlags, publish, publishedEvaluation, request } from "./eval-command.ts";
import { describeEvaluation, figure } from "./figures-in-words.ts";
import { columns } from "./output.ts";

interface FlagsFlags extends EvalFlags {
  readonly neighbours: string;
  readonly reports?: number;
}

export function flagsCommand(): Command {
  return publishedEvaluation(
    "flags",
    "The flag score on true sentences of reports and on the same sentences made wrong in one way.",
    flagsProtocol,
  )
    .option("--neighbours <name>", "partition whose reports are searched where --library names none", "train")
    .option("--reports <n>", "reports that are drawn by the seed (default: all)", positiveInteger)
    .action((flags: FlagsFlags) =>
      runCommand(flags, async (context) => {
        const { library, neighbours, reports } = flags;
        const asked = { ...(await request(flags, context)), library, neighbours, reports };
        const evaluated = await context.app.evaluate.flags(asked);
        return publish(flags, context, evaluated, {
          page: flagsPage,
          describe: (result) => [describeEvaluation(result), describeKinds(result)],
        });
      }),
    );
}

function describeKinds({ corruptions, reports, library }: FlagsResult): string {
  const shown = ["auroc", "pairedAccuracy", "flaggedWrong", "flaggedRight"] as const;
  const rows = corruptions.flatMap(({ corruption, ways, ...whole }) =>
    [{ name: corruption, ...whole }, ...ways.map(({ way, ...each }) => ({ name: `  ${way}`, ...each }))].map(
      ({ name, n, metrics }) => [
        name,
        `${n}`,
        ...shown.map((metric) => {
          const found = metrics[metric];
          return found ? `${figure(found.value)} [${figure(found.low)}, ${figure(found.high)}]` : "–";
        }),
      ],
    ),
  );
  return [
    `${reports} reports, each made wrong once in every way that one of its sentences admits; ${library === null ? "held against the reports most like the rest of it" : `held against the cases of ${library} most like its image`}.`,
    columns([["corruption", "n", ...shown], ...rows], [1]),
  ].join("\n\n");
}

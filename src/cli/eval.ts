import type { Command } from "commander";
import type { ProtocolResult } from "../app/evaluate-protocol.ts";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { UsageError } from "./errors.ts";
import { type EvalFlags, request, wholeNumber } from "./eval-command.ts";
import { compareCommand } from "./eval-compare.ts";
import { flagsCommand } from "./eval-flags.ts";
import { localisationCommand } from "./eval-localisation.ts";
import { probeCommand } from "./eval-probe.ts";
import { protocolsCommand } from "./eval-protocols.ts";
import { reportEvaluationCommand } from "./eval-report.ts";
import { retrievalCommand } from "./eval-retrieval.ts";
import { robustnessCommand } from "./eval-robustness.ts";
import { vqaCommand } from "./eval-vqa.ts";
import { zeroShotCommand } from "./eval-zeroshot.ts";
import { exitCode } from "./exit-code.ts";
import { describeEvaluation, figure } from "./figures-in-words.ts";
import { columns } from "./output.ts";

interface ProtocolFlags extends GlobalFlags, Pick<EvalFlags, "seed"> {
  readonly protocol?: string;
  readonly data?: string;
}

export function evalCommand(): Command {
  return command("eval", "Measure the encoder and the answers on labelled data of yours, with 95 % intervals by case.")
    .enablePositionalOptions()
    .option("--protocol <id>", "measure as was published, beside what was published: `eval protocols` lists them")
    .option("--data <dir>", "folder that holds the published data")
    .option("--seed <n>", "seed of the bootstrap", wholeNumber, 0)
    .action((flags: ProtocolFlags) =>
      runCommand(flags, async (context) => {
        const { protocol, data } = flags;
        if (protocol === undefined) throw new UsageError("Neither a task nor a published protocol was named.");
        if (data === undefined) throw new UsageError("No data were named: --data DIR.");
        const { seed, signal, onProgress } = await request({ ...flags, data: [data] }, context);
        const asked = { protocol, data, seed, signal, onProgress };
        const result = await context.app.protocols.measure(asked);
        context.output.result(result, () => describe(result));
        return exitCode.ok;
      }),
    )
    .addCommand(zeroShotCommand())
    .addCommand(retrievalCommand())
    .addCommand(vqaCommand())
    .addCommand(robustnessCommand())
    .addCommand(reportEvaluationCommand())
    .addCommand(flagsCommand())
    .addCommand(compareCommand())
    .addCommand(probeCommand())
    .addCommand(localisationCommand())
    .addCommand(protocolsCommand());
}

function describe(result: ProtocolResult): string {
  const { title, split, preprocess, metrics, published, deviations } = result;
  const rows = published.map(({ system, metric, value, source }) => {
    const ours = metrics[metric];
    return [
      metric,
      ours ? `${figure(ours.value)} [${figure(ours.low)}, ${figure(ours.high)}]` : "not defined",
      `${figure(value)} ${system}`,
      source,
    ];
  });
  return [
    `${title}: ${split}. ${preprocess}.`,
    describeEvaluation(result),
    columns([["metric", "here", "published", "source"], ...rows], []),
    ["What differs:", ...deviations.map((each) => `- ${each}`)].join("\n"),
  ].join("\n\n");
}

import type { Command } from "commander";
import { casesInWords } from "./check-in-words.ts";
import { type CommandContext, command, type GlobalFlags, runCommand } from "./command.ts";
import { UsageError } from "./errors.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { columns } from "./output.ts";
import { createProgressLine } from "./progress-line.ts";

interface CheckFlags extends GlobalFlags {
  readonly cases?: string;
}

export function modelsCheckCommand(): Command {
  return command(
    "check",
    "Whether a model that is here is what it was, and runs; or how near ours come to the upstream code's vectors.",
  )
    .argument("[id]", "a model that is here")
    .option("--cases <dir>", "a case folder, or a folder of them: weights, configuration, inputs and vectors")
    .action((id: string | undefined, { cases, ...flags }: CheckFlags) =>
      runCommand(flags, async (context) => {
        if (cases !== undefined && id === undefined) return checkCases(cases, context);
        if (id !== undefined && cases === undefined) return checkOne(id, context);
        throw new UsageError("models check takes the id of a model or --cases, one of them.");
      }),
    );
}

async function checkCases(cases: string, { app, output, signal }: CommandContext): Promise<ExitCode> {
  const progress = createProgressLine(output, () => performance.now());
  const result = await app.models.checkCases({ cases, signal, onProgress: progress.show });
  progress.end();
  output.result(result, () => casesInWords(result.cases, output));
  return result.cases.every(({ pass }) => pass) ? exitCode.ok : exitCode.failed;
}

async function checkOne(id: string, { app, output, signal }: CommandContext): Promise<ExitCode> {
  const result = await app.models.check(id, signal);
  const { encoder, level, seen, files, runs, ok } = result;
  output.result(result, () =>
    [
      `${output.style("bold", encoder)}: level ${level}, ${seen}`,
      columns([
        ...files.map(({ name, state }) => [`  ${name}`, state]),
        ...Object.entries(runs).map(([tower, found]) => [`  ${tower} tower`, found ?? "none"]),
      ]),
      output.style(
        ok ? "green" : "red",
        ok ? "Everything is as it was, and runs." : "Import it again, or restore the model folder from the release.",
      ),
    ].join("\n"),
  );
  return ok ? exitCode.ok : exitCode.failed;
}

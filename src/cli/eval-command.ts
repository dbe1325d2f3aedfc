import { type Command, InvalidArgumentError, Option } from "commander";
import type { EvaluateRequest } from "../app/evaluate.ts";
import type { Evaluated } from "../app/evaluation-run.ts";
import { writeResult } from "../app/write-result.ts";
import type { EvaluationResult } from "../evaluation/contract.ts";
import { imageControls } from "../evaluation/image-control.ts";
import { type CommandContext, command, type GlobalFlags } from "./command.ts";
import { UsageError } from "./errors.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { createProgressLine } from "./progress-line.ts";

/** What every evaluation is asked with. */
export interface EvalFlags extends GlobalFlags {
  readonly data: readonly string[];
  readonly partition?: string;
  readonly prompts?: string;
  readonly seed: number;
  readonly slice?: string;
  readonly out?: string;
}

/** An evaluation's command. @param protocols the first is the default */
export function evaluation(name: string, description: string, ...protocols: readonly [string, ...string[]]): Command {
  return command(name, description)
    .requiredOption("--data <dir...>", "folders as `ingest` reads: a manifest, a table, class folders")
    .option("--partition <name>", "only rows of this partition (manifest field `partition`)")
    .option("--seed <n>", "seed of the bootstrap", wholeNumber, 0)
    .option("--out <file>", "also write the result with every row's scores, for `eval compare`")
    .addOption(new Option("--protocol <id>", "how it is measured").choices(protocols).default(protocols[0]));
}

export function sliceOption(): Option {
  return new Option(
    "--slice <field>",
    "also measure apart, by a manifest field: sex, age (bands of 20 years), view, source",
  );
}

/** @param what the verb of what is done with the images */
export function imagesOption(what: string): Option {
  const help = `${what} each row's own image, a blank one, or another row's`;
  return new Option("--images <which>", help).choices(imageControls).default("own");
}

/** Writes the files that were asked for, and prints the result. */
export async function publish<Result extends EvaluationResult>(
  { out }: EvalFlags,
  { output }: CommandContext,
  evaluated: Evaluated<Result>,
  describe: (result: Result) => readonly string[],
): Promise<ExitCode> {
  const { result, scored } = evaluated;
  if (out !== undefined) {
    if (scored === null) throw new UsageError("Of findings that may stand together no rows are kept: leave --out out.");
    await writeResult(out, { result, scored });
  }
  output.result(result, () => describe(result).join("\n\n"));
  if (out !== undefined) output.note(`Written to ${out}.`);
  return exitCode.ok;
}

/** An evaluation's request, which tells its progress. */
export function request(flags: EvalFlags, { output, signal }: CommandContext): EvaluateRequest {
  const progress = createProgressLine(output, () => performance.now());
  const { data, partition, seed, prompts, slice } = flags;
  const onProgress: EvaluateRequest["onProgress"] = (now) => {
    progress.show(now);
    if (now.done === now.total) progress.end();
  };
  return { data, partition, seed, prompts, slice, signal, onProgress };
}

/** An option's value that must be a whole number of at most nine digits. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

import { type Command, InvalidArgumentError, Option } from "commander";
import type { EvaluateRequest } from "../app/evaluate.ts";
import { type CommandContext, command, type GlobalFlags } from "./command.ts";
import { createProgressLine } from "./progress-line.ts";

/** What every evaluation is asked with. */
export interface EvalFlags extends GlobalFlags {
  readonly data: readonly string[];
  readonly partition?: string;
  readonly prompts?: string;
  readonly seed: number;
}

/** An evaluation's command. @param protocols the first is the default */
export function evaluation(name: string, description: string, ...protocols: readonly [string, ...string[]]): Command {
  return command(name, description)
    .requiredOption("--data <dir...>", "folders as `ingest` reads: a manifest, a table, class folders")
    .option("--partition <name>", "only rows of this partition (manifest field `partition`)")
    .option("--seed <n>", "seed of the bootstrap", wholeNumber, 0)
    .addOption(new Option("--protocol <id>", "how it is measured").choices(protocols).default(protocols[0]));
}

/** An evaluation's request, which tells its progress. */
export function request(flags: EvalFlags, { output, signal }: CommandContext): EvaluateRequest {
  const progress = createProgressLine(output, () => performance.now());
  const { data, partition, seed, prompts } = flags;
  const onProgress: EvaluateRequest["onProgress"] = (now) => {
    progress.show(now);
    if (now.done === now.total) progress.end();
  };
  return { data, partition, seed, prompts, signal, onProgress };
}

/** An option's value that must be a whole number of at most nine digits. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

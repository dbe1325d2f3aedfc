import { type Command, Option } from "commander";
import { type AdapterMethod, adapterMethods } from "../zeroshot/adapters/contract.ts";
import { adaptResultInWords } from "./adapter-in-words.ts";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { wholeNumber } from "./eval-command.ts";
import { exitCode } from "./exit-code.ts";
import { createProgressLine } from "./progress-line.ts";

interface AdaptFlags extends GlobalFlags {
  readonly data: readonly string[];
  readonly out: string;
  readonly method: AdapterMethod;
  readonly partition?: string;
  readonly prompts?: string;
  readonly seed: number;
}

export function adaptCommand(): Command {
  return command("adapt", "Teach classes by a few labelled images: writes a file for `classify --adapter`.")
    .requiredOption("--data <dir...>", "folders as `ingest` reads: a manifest, a table, class folders")
    .requiredOption("--out <file>", "adapter file; in the home's folder `adapters` the server finds it by its name")
    .addOption(new Option("--method <name>", "how classes are told apart").choices(adapterMethods).default("logistic"))
    .option("--partition <name>", "only rows of this partition (manifest field `partition`)")
    .option("--prompts <file>", "classes: a prompt file, or the id of a shipped set (default: as the labels say)")
    .option("--seed <n>", "seed of the folds that choose the settings", wholeNumber, 0)
    .action((flags: AdaptFlags) =>
      runCommand(flags, async ({ app, output, signal }) => {
        const progress = createProgressLine(output, () => performance.now());
        const { data, out, method, partition, prompts, seed } = flags;
        const result = await app.adapters
          .adapt({ data, out, method, partition, prompts, seed, signal, onProgress: progress.show })
          .finally(progress.end);
        output.result(result, () => adaptResultInWords(result));
        output.note(`Written to ${out}.`);
        return exitCode.ok;
      }),
    );
}

import type { Command } from "commander";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { warnOfLibrariesLeft } from "./libraries-left.ts";
import { createProgressLine } from "./progress-line.ts";

interface PullFlags extends GlobalFlags {
  readonly again?: boolean;
}

export function modelsPullCommand(): Command {
  return command(
    "pull",
    "Download a model's checkpoint from its hub (HF_TOKEN for gated ones) and build it. Cut off, it goes on where it was.",
  )
    .argument("<id>", "a card of `models list`")
    .option("--again", "download what is there already, too")
    .action((id: string, flags: PullFlags) =>
      runCommand(flags, async ({ app, output, signal }) => {
        const progress = createProgressLine(output, () => performance.now());
        const result = await app.models.pull({ card: id, again: flags.again, signal, onProgress: progress.show });
        progress.end();
        output.result(result, () =>
          [
            ...result.files.map(({ name, sha256 }) => `${name}  sha256 ${sha256}`),
            `${output.style("bold", result.encoder)}: use it with --encoder ${result.id}. The downloads in ${result.folder} may be deleted.`,
          ].join("\n"),
        );
        warnOfLibrariesLeft(result, output);
        return exitCode.ok;
      }),
    );
}

import type { Command } from "commander";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { warnOfLibrariesLeft } from "./libraries-left.ts";
import { createProgressLine } from "./progress-line.ts";

interface ImportFlags extends GlobalFlags {
  readonly card: string;
}

export function modelsImportCommand(): Command {
  return command(
    "import",
    "Build a published model from its checkpoint, without Python and without running anything in it.",
  )
    .argument("<src>", "the checkpoint (safetensors, .bin, .pt), or the folder that it was downloaded to")
    .requiredOption("--card <id>", "which model it is: an id of `models list`, or a card file of your own")
    .action((source: string, flags: ImportFlags) =>
      runCommand(flags, async ({ app, output, signal }) => {
        const progress = createProgressLine(output, () => performance.now());
        const result = await app.models.import({ source, card: flags.card, signal, onProgress: progress.show });
        progress.end();
        const { checkpoint } = result;
        const sums = [checkpoint, ...(checkpoint.text ? [checkpoint.text] : [])].map(({ sha256 }) => sha256);
        output.result(result, () =>
          [
            `${output.style("bold", result.encoder)}: ${result.dimensions} dimensions, ${Math.ceil(result.sizeBytes / 1e6)} MB, ${result.seconds.toFixed(1)} s`,
            checkpoint.verified
              ? "The checkpoint is the one that the card was made for."
              : `The card knows no checksum: nobody has verified this checkpoint (sha256 ${sums.join(", ")}).`,
            `Use it with --encoder ${result.id}.`,
          ].join("\n"),
        );
        warnOfLibrariesLeft(result, output);
        return exitCode.ok;
      }),
    );
}

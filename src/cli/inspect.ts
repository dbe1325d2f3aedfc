import type { Command } from "commander";
import { kindInWords } from "../encoders/kind-in-words.ts";
import { command, fileScan, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { columns } from "./output.ts";

export function inspectCommand(): Command {
  return command("inspect", "Say what a scan is.")
    .argument("<scan>", "image file")
    .action((scan: string, flags: GlobalFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const found = await app.inspect(fileScan(scan));
        const { kind, views, familiarity } = found;
        output.result(found, () =>
          columns([
            ["format", `${found.format}, ${found.sizeBytes.toLocaleString("en")} bytes`],
            ...views.map(({ widthPx, heightPx }) => ["picture", `${widthPx} × ${heightPx} px`]),
            ["sha256", found.sha256],
            ...found.steps.map((step) => ["done", step]),
            ...(kind
              ? [
                  [
                    "looks like",
                    `${kindInWords(kind.kind)} (${(100 * kind.shares[kind.kind]).toFixed(0)} % among ${Object.keys(kind.shares).length} kinds)`,
                  ],
                ]
              : []),
            ...(found.organ ? [["shows", `${found.organ.name} (${(100 * found.organ.share).toFixed(0)} %)`]] : []),
            ...(familiarity && !familiarity.familiar
              ? [["but", "unlike every kind of image that the encoder was trained on"]]
              : []),
            ...(found.promptSets.length > 0 ? [["names", `--prompts ${found.promptSets.join(" | ")}`]] : []),
            ...(found.seenInTraining
              ? [["training", "the encoder was trained on this very file: its scores say little"]]
              : []),
          ]),
        );
        return exitCode.ok;
      }),
    );
}

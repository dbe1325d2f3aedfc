import type { Command } from "commander";
import { command, fileScan, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { oneLine } from "./output.ts";

interface AddPairFlags extends GlobalFlags {
  readonly text: string;
  readonly label?: string;
}

const outcomes = {
  added: "Saved as a new pair",
  updated: "Its words were replaced",
  duplicate: "It was there already",
} as const;
const shownCharacters = 240;

export function libraryAddPairCommand(): Command {
  return command("add-pair", "Save a scan with your words as a pair of a library.")
    .argument("<scan>", "image file")
    .requiredOption("--text <words>", "what the image shows, in your words: searched and cited from now on")
    .option("--label <name>", "a class, for counts and for trying names")
    .action((scan: string, { text, label, library, ...flags }: AddPairFlags) =>
      runCommand({ ...flags, ...(library !== undefined && { library }) }, async ({ app, output }) => {
        const saved = await app.libraries.savePair({ scan: fileScan(scan), text, label, library });
        output.result(saved, () =>
          [
            `${outcomes[saved.outcome]}: pair ${saved.pair.id} of ${output.style("bold", saved.library)}, ${saved.total.toLocaleString("en")} pairs.`,
            output.style("dim", `case ${saved.pair.case}: ${oneLine(saved.pair.text ?? "", shownCharacters)}`),
          ].join("\n"),
        );
        return exitCode.ok;
      }),
    );
}

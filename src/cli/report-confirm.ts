import type { Command } from "commander";
import { command, type GlobalFlags, positiveInteger, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { storedReportInWords } from "./report-in-words.ts";

interface ConfirmFlags extends GlobalFlags {
  readonly by: string;
  readonly version?: number;
  readonly acceptFlagged?: boolean;
}

export function confirmReportCommand(): Command {
  return command("confirm", "Confirm a report in a reader's name: who, when and which version is kept and exported.")
    .argument("<id>", "the report's id")
    .requiredOption("--by <name>", "name of who read the image and every sentence")
    .option("--version <n>", "the version that was read; refused where there is a newer one", positiveInteger)
    .option("--accept-flagged", "keep flagged sentences and other patients' words in it, knowingly")
    .action((id: string, flags: ConfirmFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const { by, acceptFlagged = false } = flags;
        const version = flags.version ?? (await app.reports.get(id)).version;
        const report = await app.reports.confirm(id, { version, by, acceptFlagged });
        output.result(report, () => storedReportInWords(report, output));
        return exitCode.ok;
      }),
    );
}

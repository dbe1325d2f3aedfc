import type { Command } from "commander";
import { casesInWords } from "./check-in-words.ts";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { createProgressLine } from "./progress-line.ts";

interface CheckFlags extends GlobalFlags {
  readonly cases: string;
}

export function modelsCheckCommand(): Command {
  return command("check", "How near imported models come to the vectors of the code that they were published with.")
    .requiredOption("--cases <dir>", "a case folder, or a folder of them: weights, configuration, inputs and vectors")
    .action((flags: CheckFlags) =>
      runCommand(flags, async ({ app, output, signal }) => {
        const progress = createProgressLine(output, () => performance.now());
        const result = await app.models.checkCases({ cases: flags.cases, signal, onProgress: progress.show });
        progress.end();
        output.result(result, () => casesInWords(result.cases, output));
        return result.cases.every(({ pass }) => pass) ? exitCode.ok : exitCode.failed;
      }),
    );
}

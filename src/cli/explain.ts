import type { Command } from "commander";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { explainInWords } from "./explain-in-words.ts";

interface ExplainFlags extends GlobalFlags {
  readonly replay?: boolean;
}

export function explainCommand(): Command {
  return command("explain", "Show what a stored answer or report rests on.")
    .argument("<id>", "the answer's or report's id")
    .option("--replay", "gather its evidence again and compare")
    .action((id: string, flags: ExplainFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const found = await app.explain(id, { replay: flags.replay === true });
        const recalled = await app.recall(id);
        output.result(found, () => explainInWords(found, recalled, output));
        return found.replay && !found.replay.same ? exitCode.failed : exitCode.ok;
      }),
    );
}

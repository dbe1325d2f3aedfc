import { type Command, Option } from "commander";
import { type ControlKind, controlKinds } from "../app/control-contract.ts";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { controlInWords } from "./control-in-words.ts";
import { exitCode } from "./exit-code.ts";
import { explainInWords } from "./explain-in-words.ts";

interface ExplainFlags extends GlobalFlags {
  readonly replay?: boolean;
  readonly control?: ControlKind;
}

export function explainCommand(): Command {
  return command("explain", "Show what a stored answer or report rests on.")
    .argument("<id>", "the answer's or report's id")
    .option("--replay", "gather its evidence again and compare")
    .addOption(
      new Option(
        "--control <kind>",
        "ask an answer's question again: about a blank image, in other words, or five times more (a language model)",
      )
        .choices(controlKinds)
        .conflicts("replay"),
    )
    .action((id: string, flags: ExplainFlags) =>
      runCommand(flags, async ({ app, output, signal }) => {
        if (flags.control !== undefined) {
          const control = await app.control(id, flags.control, signal);
          const recalled = await app.recall(id);
          output.result(control, () => controlInWords(control, recalled, output));
          return exitCode.ok;
        }
        const found = await app.explain(id, { replay: flags.replay === true });
        const recalled = await app.recall(id);
        output.result(found, () => explainInWords(found, recalled, output));
        return found.replay && !found.replay.same ? exitCode.failed : exitCode.ok;
      }),
    );
}

import type { Command } from "commander";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";

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
        output.result(found, () => {
          const { replay } = found;
          const compared = !replay
            ? []
            : replay.same
              ? ["", "Replayed: the same evidence was found again."]
              : [
                  "",
                  output.style("yellow", "Replayed: the evidence differs."),
                  ...replay.missing.map((each) => `gone: ${each}`),
                  ...replay.added.map((each) => `new:  ${each}`),
                ];
          return [
            `${found.kind} ${found.id} of ${found.createdAt}`,
            JSON.stringify(found.provenance, null, 2),
            ...compared,
          ].join("\n");
        });
        return found.replay && !found.replay.same ? exitCode.failed : exitCode.ok;
      }),
    );
}

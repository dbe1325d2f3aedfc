import type { Command } from "commander";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";

export function weighReportCommand(): Command {
  return command(
    "weigh",
    "Hold the sentences that a person or a language model wrote against the evidence at hand, each with what speaks against it.",
  )
    .argument("<id>", "the report's id")
    .action((id: string, flags: GlobalFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const weighed = await app.weighReport(id);
        output.result(weighed, () => {
          if (weighed.sentences.length === 0) return "Nobody has written into this draft: there is nothing to weigh.";
          return weighed.sentences
            .flatMap(({ section, text, score: { share, flagged, way, parts } }) => [
              `${section}: ${text}`,
              flagged
                ? output.style("yellow", `  check this: ${way ?? "its wording"} (${share?.toFixed(2)})`)
                : `  ${share === null ? "says nothing that could be held against anything" : `nothing stands out (${share.toFixed(2)})`}`,
              ...parts.map(({ message }) => output.style("dim", `  ${message}`)),
            ])
            .join("\n");
        });
        return exitCode.ok;
      }),
    );
}

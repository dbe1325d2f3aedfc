import type { Command } from "commander";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { createProgressLine } from "./progress-line.ts";

export function libraryReembedCommand(): Command {
  return command(
    "reembed",
    "Give a library the vectors of another encoder (--encoder; without it, of the embedded one), from the views that it keeps. Interrupted, it goes on where it was.",
  )
    .argument("[name]", "library (default: `default`)")
    .action((name: string | undefined, flags: GlobalFlags) =>
      runCommand(flags, async ({ app, output, signal }) => {
        const progress = createProgressLine(output, () => performance.now());
        const result = await app.libraries.reembed(name, {
          signal,
          onStart: ({ library, from, to }) => from !== to && output.note(`Giving ${library} the vectors of ${to}.`),
          onProgress: progress.show,
        });
        progress.end();
        const { library, from, to, pairs, already, seconds } = result;
        output.result(result, () =>
          from === to
            ? `${library} holds vectors of ${to} already.`
            : `${library}: ${pairs.toLocaleString("en")} pairs from ${from} to ${to}${already > 0 ? `, ${already.toLocaleString("en")} of them by an earlier run` : ""}, ${seconds.toFixed(1)} s.`,
        );
        return exitCode.ok;
      }),
    );
}

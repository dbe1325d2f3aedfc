import type { Command } from "commander";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";

const marks = { ok: "ok", off: "off", problem: "PROBLEM" } as const;

export function doctorCommand(): Command {
  return command(
    "doctor",
    "Check the installation: model files, threads, home, libraries, what is off and why.",
  ).action((flags: GlobalFlags) =>
    runCommand(flags, async ({ app, output, signal }) => {
      const report = await app.doctor(signal);
      output.result(report, () =>
        report.checks
          .map(({ name, state, found, remedy }) => {
            const style = { ok: "green", off: "dim", problem: "red" } as const;
            return `${output.style(style[state], marks[state].padEnd(7))}  ${name}: ${found}${remedy ? `\n         ${remedy}` : ""}`;
          })
          .join("\n"),
      );
      return report.ok ? exitCode.ok : exitCode.failed;
    }),
  );
}

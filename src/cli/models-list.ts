import type { Command } from "commander";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { columns } from "./output.ts";

export function modelsListCommand(): Command {
  return command("list", "Models that are here, and those that can be imported, with what is proven of each.").action(
    (flags: GlobalFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const models = await app.models.list();
        const rows = models.map(({ name, state, encoder, dimensions, level, seen, licence }) => [
          name,
          state,
          encoder ?? "\u2013",
          dimensions === null ? "\u2013" : `${dimensions}`,
          `${level}`,
          licence,
          seen,
        ]);
        output.result({ models }, () =>
          columns([["name", "state", "id@revision", "dim", "level", "licence", "seen"], ...rows], [3, 4]),
        );
        return exitCode.ok;
      }),
  );
}

import type { Command } from "commander";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { columns } from "./output.ts";

export function reportTemplatesCommand(): Command {
  return command(
    "templates",
    "The templates: your own from the home's folder `templates`, and those that are shipped.",
  ).action((flags: GlobalFlags) =>
    runCommand(flags, async ({ app, output }) => {
      const templates = await app.reports.templates();
      const rows = templates.map(({ id, title, origin, problem }) => [
        id,
        title,
        origin === "home" ? "your own" : "shipped",
        problem ?? "",
      ]);
      output.result({ templates }, () => columns([["id", "title", "from", "problem"], ...rows]));
      return exitCode.ok;
    }),
  );
}

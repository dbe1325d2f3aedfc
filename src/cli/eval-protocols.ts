import type { Command } from "commander";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";

/** Published protocols, and where their data are. */
export function protocolsCommand(): Command {
  return command("protocols", "Published measurements that `eval --protocol ID --data DIR` repeats.").action(
    (flags: GlobalFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const protocols = await app.protocols.list();
        output.result({ protocols }, () =>
          protocols
            .map(({ id, title, task, data, published }) =>
              [
                `${output.style("bold", id)}: ${title} (${task})`,
                `  data: ${data.from}`,
                ...published.map(({ system, metric, value }) => `  published: ${system}, ${metric} ${value}`),
              ].join("\n"),
            )
            .join("\n\n"),
        );
        return exitCode.ok;
      }),
  );
}

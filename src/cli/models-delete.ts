import type { Command } from "commander";
import { type CommandContext, command, type GlobalFlags, runCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";

interface DeleteFlags extends GlobalFlags {
  readonly yes?: boolean;
}

export function modelsDeleteCommand(): Command {
  return command("delete", "Delete an imported model. The file that it was imported from is not touched.")
    .argument("<id>", "its id, in full")
    .option("--yes", "do not ask at a terminal")
    .action((id: string, { yes = false, ...flags }: DeleteFlags) =>
      runCommand(flags, async (context) => {
        if (yes || (await agreed(id, context))) return deleteModel(id, context);
        context.output.note("Nothing was deleted.");
        return exitCode.ok;
      }),
    );
}

/** Asks at a terminal; elsewhere the id itself is the word. */
async function agreed(id: string, { app, output, signal }: CommandContext): Promise<boolean> {
  if (output.json || !process.stdin.isTTY) return true;
  const libraries = await app.models.librariesOf(id);
  const rest = libraries.length === 0 ? "" : ` ${libraries.join(", ")} will not be searchable without it.`;
  return confirm(`Delete ${id}?${rest}`, signal);
}

async function deleteModel(id: string, { app, output }: CommandContext): Promise<ExitCode> {
  const deleted = await app.models.delete(id);
  output.result(deleted, () => `Deleted ${deleted.deleted}.`);
  if (deleted.librariesLeft.length > 0 && !output.json)
    output.warn(
      `${deleted.librariesLeft.join(", ")}: holds vectors of it. Import it again to search there, or \`caselens library reembed NAME\`.`,
    );
  return exitCode.ok;
}

import { Command } from "commander";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { libraryAddPairCommand } from "./library-add-pair.ts";
import { libraryReembedCommand } from "./library-reembed.ts";
import { columns } from "./output.ts";

export function libraryCommand(): Command {
  return new Command("library")
    .description("Look after libraries.")
    .addCommand(
      command("list", "The libraries of this home.").action((flags: GlobalFlags) =>
        runCommand(flags, async ({ app, output }) => {
          const libraries = await app.libraries.list();
          const rows = libraries.map(({ name, pairs, encoder, createdAt, problem }) => [
            name,
            pairs?.toLocaleString("en") ?? "–",
            encoder ?? "–",
            createdAt?.slice(0, 10) ?? "–",
            problem ?? "",
          ]);
          output.result({ libraries }, () =>
            rows.length === 0
              ? "No library yet. Make one: caselens ingest SOURCE"
              : columns([["name", "pairs", "encoder", "made", ""], ...rows], [1]),
          );
          return exitCode.ok;
        }),
      ),
    )
    .addCommand(
      command("info", "What a library holds.")
        .argument("[name]", "library (default: the one in use)")
        .action((name: string | undefined, flags: GlobalFlags) =>
          runCommand(flags, async ({ app, output }) => {
            const info = await app.libraries.info(name);
            output.result(info, () =>
              [
                `${output.style("bold", info.name)}: ${info.pairs.toLocaleString("en")} pairs of ${info.cases.toLocaleString("en")} cases, ${info.withText.toLocaleString("en")} with text, ${(info.sizeBytes / 1e6).toFixed(1)} MB`,
                `vectors of ${info.encoder} (${info.dimensions} dimensions), made ${info.createdAt}`,
                ...info.sources
                  .slice(0, 20)
                  .map(
                    ({ value, pairs }) =>
                      `  ${pairs.toLocaleString("en").padStart(8)}  ${value ?? "source not stated"}`,
                  ),
              ].join("\n"),
            );
            return exitCode.ok;
          }),
        ),
    )
    .addCommand(libraryAddPairCommand())
    .addCommand(libraryReembedCommand())
    .addCommand(
      command("delete", "Delete a library, with its pairs, vectors and views. Original images are not touched.")
        .argument("<name>", "its name, in full")
        .action((name: string, flags: GlobalFlags) =>
          runCommand(flags, async ({ app, output }) => {
            const deleted = await app.libraries.delete(name);
            output.result(deleted, () => `Deleted ${deleted.deleted} (${deleted.pairs.toLocaleString("en")} pairs).`);
            return exitCode.ok;
          }),
        ),
    );
}

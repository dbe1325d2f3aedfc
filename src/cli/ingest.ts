import type { Command } from "commander";
import { Option } from "commander";
import type { IngestResult } from "../app/ingest-job.ts";
import { sourceFormats } from "../retrieval/contract.ts";
import { command, type GlobalFlags, report, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { createProgressLine } from "./progress-line.ts";

interface IngestFlags extends GlobalFlags {
  readonly format: (typeof sourceFormats)[number];
  readonly map?: string;
  readonly dryRun?: boolean;
  readonly retryFailed?: boolean;
  readonly watch?: boolean;
}

/** Failed rows that are listed for people; `--json` lists all. */
const shownFailures = 10;

export function ingestCommand(): Command {
  return command("ingest", "Take image-text pairs into a library.")
    .argument(
      "<source...>",
      "folder with manifest.jsonl, CSV file, Hugging Face image folder, folder of class folders, or images",
    )
    .addOption(new Option("--format <format>", "what the sources are").choices(sourceFormats).default("auto"))
    .option("--map <file>", 'JSON file that names a CSV\'s columns, as {"file": "path", "caption": "report"}')
    .option("--dry-run", "read and check everything, store nothing")
    .option("--retry-failed", "only the rows that failed last time")
    .option("--watch", "stay, and take in what is added or changed")
    .action((sources: string[], flags: IngestFlags) =>
      runCommand(flags, async ({ app, output, signal }) => {
        const progress = createProgressLine(output, () => performance.now());
        const { format, map, dryRun = false, retryFailed = false } = flags;
        const pass = async () => {
          const result = await app.ingest({
            sources,
            format,
            map,
            dryRun,
            retryFailed,
            signal,
            onProgress: progress.show,
          });
          progress.end();
          output.result(result, () => describe(result, dryRun));
          return result;
        };
        if (flags.watch) {
          const reported = () => pass().catch((error: unknown) => void report(error, output)); // the next change may mend it
          await reported();
          output.note("Watching; Ctrl-C ends it.");
          await app.watch(sources, reported, signal);
          return exitCode.ok;
        }
        const result = await pass();
        const taken = result.added + result.updated + result.duplicates;
        return taken > 0 ? exitCode.ok : exitCode.inputRejected;
      }),
    );
}

function describe(
  { library, added, updated, duplicates, failed, total, seconds }: IngestResult,
  dryRun: boolean,
): string {
  const rate = seconds > 0 ? ` (${((added + updated) / seconds).toFixed(1)} pairs/s)` : "";
  return [
    dryRun
      ? `Would go into ${library}; nothing was stored.`
      : `Library ${library}: ${total.toLocaleString("en")} pairs.`,
    `${added} added, ${updated} updated, ${duplicates} there already, ${failed.length} failed, in ${seconds.toFixed(1)} s${rate}`,
    ...failed.slice(0, shownFailures).map(({ source, code, reason }) => `  ${source}: ${reason} (${code})`),
    ...(failed.length > shownFailures ? [`  and ${failed.length - shownFailures} more; --json lists all`] : []),
  ].join("\n");
}

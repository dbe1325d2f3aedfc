import type { Command } from "commander";
import type { ComparedVersion } from "../app/contract.ts";
import { type ReportVersion, reportFormats } from "../report/contract.ts";
import { reportFormatOf } from "../report/export/report-format.ts";
import { writeReport } from "../report/export/write-report.ts";
import { command, type GlobalFlags, positiveInteger, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { columns, type Output, oneLine } from "./output.ts";
import { storedReportInWords } from "./report-in-words.ts";

interface ShowFlags extends GlobalFlags {
  readonly version?: number;
  readonly changes?: boolean;
  readonly out?: string;
}

export function showReportCommand(): Command {
  return command("show", "A stored report, or one of its versions.")
    .argument("<id>", "the report's id")
    .option("--version <n>", "an earlier version", positiveInteger)
    .option("--changes", "what changed against the version before, sentence by sentence")
    .option("--out <file>", `also write it to a file: ${reportFormats.map((each) => `.${each}`).join(", ")}`)
    .action((id: string, flags: ShowFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const { out } = flags;
        const format = out === undefined ? null : reportFormatOf(out); // before any work
        const version = flags.version ?? (await app.reports.get(id)).version;
        const compared = await app.reports.version(id, version);
        if (out !== undefined && format) await writeReport(out, await app.reports.export(id, format, version));
        if (flags.changes) output.result(compared, () => changesInWords(compared, output));
        else output.result(compared.report, () => storedReportInWords(compared.report, output));
        if (out !== undefined) output.note(`Written to ${out}.`);
        return exitCode.ok;
      }),
    );
}

export function versionsCommand(): Command {
  return command("versions", "The versions of a report: when each was saved, what changed, who confirmed it.")
    .argument("<id>", "the report's id")
    .action((id: string, flags: GlobalFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const versions = await app.reports.versions(id);
        output.result({ versions }, () =>
          columns([["version", "saved", "sentences", "state"], ...versions.map(versionRow)], [0]),
        );
        return exitCode.ok;
      }),
    );
}

interface RevertFlags extends GlobalFlags {
  readonly to: number;
  readonly version?: number;
}

export function revertReportCommand(): Command {
  return command("revert", "Take an earlier version's sentences back, as a new version: a draft.")
    .argument("<id>", "the report's id")
    .requiredOption("--to <n>", "the version to go back to", positiveInteger)
    .option("--version <n>", "the version that was seen last; refused where there is a newer one", positiveInteger)
    .action((id: string, flags: RevertFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const version = flags.version ?? (await app.reports.get(id)).version;
        const report = await app.reports.revert(id, { version, to: flags.to });
        output.result(report, () => storedReportInWords(report, output));
        return exitCode.ok;
      }),
    );
}

function versionRow({ version, savedAt, edited, revertedTo, added, removed, confirmation }: ReportVersion): string[] {
  const state = confirmation
    ? `confirmed by ${oneLine(confirmation.by, 120)}, ${confirmation.at}`
    : `unverified draft${edited ? ", edited" : ""}`;
  const back = revertedTo === null ? "" : `, as version ${revertedTo} was`;
  return [`${version}`, savedAt ?? "not kept", version === 1 ? "" : `+${added} -${removed}`, `${state}${back}`];
}

function changesInWords({ report, against, changes }: ComparedVersion, { style }: Output): string {
  const marks = { same: " ", added: "+", removed: "-" } as const;
  const colours = { same: "dim", added: "green", removed: "red" } as const;
  return [
    style("bold", `Version ${report.version} against version ${against}`),
    ...changes.flatMap(({ title, sentences }) => [
      "",
      style("bold", title),
      ...sentences.map(({ change, sentence }) =>
        style(colours[change], `${marks[change]} ${oneLine(sentence.text, 1_000)}`),
      ),
    ]),
  ].join("\n");
}

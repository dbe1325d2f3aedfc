import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import type { RegionPx } from "../imaging/contract.ts";
import { reportFormats } from "../report/contract.ts";
import { PriorUnreadableError } from "../report/errors.ts";
import { reportFormatOf } from "../report/export/report-format.ts";
import { writeReport } from "../report/export/write-report.ts";
import { command, fileScan, type GlobalFlags, regionPx, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { confirmReportCommand } from "./report-confirm.ts";
import { storedReportInWords } from "./report-in-words.ts";
import { reportTemplatesCommand } from "./report-templates.ts";
import { revertReportCommand, showReportCommand, versionsCommand } from "./report-versions.ts";
import { weighReportCommand } from "./report-weigh.ts";

interface ReportFlags extends GlobalFlags {
  readonly template?: string;
  readonly prior?: string;
  readonly out?: string;
  readonly llm?: string;
  readonly confirmRemote?: boolean;
  readonly region?: RegionPx;
}

export function reportCommand(): Command {
  return command("report", "Draft a report of a scan: an unverified draft, every sentence cited or flagged.")
    .enablePositionalOptions()
    .argument("<scan>", "image file")
    .option("--template <id>", "template's id or file (default: the one for this kind of image)")
    .option(
      "--prior <file>",
      "text of an earlier report of this patient, quoted in the comparison; no model is sent it",
    )
    .option("--out <file>", `also write it to a file: ${reportFormats.map((each) => `.${each}`).join(", ")}`)
    .option("--llm <name>", "let this configured language model word it (default: none)")
    .option("--confirm-remote", "agree that a remote model is sent this scan's evidence")
    .option("--region <x,y,w,h>", "draft from this part of the scan, in its pixels", regionPx)
    .action((scan: string, flags: ReportFlags) =>
      runCommand(flags, async ({ app, output, signal }) => {
        const { template, out, llm, confirmRemote, region } = flags;
        const format = out === undefined ? null : reportFormatOf(out); // before any work
        const prior = flags.prior === undefined ? undefined : await readPrior(flags.prior);
        const request = { scan: fileScan(scan), template, prior, llm, confirmRemote, region };
        const report = await app.report(request, signal);
        if (out !== undefined && format) await writeReport(out, await app.reports.export(report.id, format));
        output.result(report, () => storedReportInWords(report, output));
        if (out !== undefined) output.note(`Written to ${out}.`);
        return exitCode.ok;
      }),
    )
    .addCommand(showReportCommand())
    .addCommand(versionsCommand())
    .addCommand(confirmReportCommand())
    .addCommand(revertReportCommand())
    .addCommand(weighReportCommand())
    .addCommand(reportTemplatesCommand());
}

async function readPrior(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new PriorUnreadableError({ cause });
  }
}

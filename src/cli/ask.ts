import type { Command } from "commander";
import type { RegionPx } from "../imaging/contract.ts";
import { command, fileScan, type GlobalFlags, positiveInteger, regionPx, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { oneLine } from "./output.ts";

interface AskFlags extends GlobalFlags {
  readonly k: number;
  readonly region?: RegionPx;
}

export function askCommand(): Command {
  return command("ask", "Ask a question about a scan.")
    .argument("<scan>", "image file")
    .argument("<question>", "in plain English")
    .option("-k, --k <n>", "similar cases to read", positiveInteger, 8)
    .option("--region <x,y,w,h>", "ask about this part of the scan, in its pixels", regionPx)
    .action((scan: string, question: string, flags: AskFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const { k, region } = flags;
        const answer = await app.ask({ scan: fileScan(scan), question, k, region });
        output.result(answer, () => {
          const cited = new Set(answer.citations.map(({ evidenceId }) => evidenceId));
          const evidence = answer.evidence
            .filter(({ id }) => cited.has(id))
            .map(({ marker, text }) => `${marker} ${oneLine(text, 240)}`);
          return [
            ...(answer.answer === answer.reason ? [] : [answer.answer]),
            ...(answer.abstained ? [`${output.style("yellow", "Abstained:")} ${answer.reason}`] : []),
            ...answer.flags.map(({ message }) => output.style("dim", `Note: ${message}`)),
            ...(evidence.length > 0 ? ["", ...evidence.map((line) => output.style("dim", line))] : []),
          ].join("\n");
        });
        return answer.abstained ? exitCode.nothingOrAbstained : exitCode.ok;
      }),
    );
}

import type { Command } from "commander";
import type { RegionPx } from "../imaging/contract.ts";
import { command, fileScan, type GlobalFlags, positiveInteger, regionPx, runCommand } from "./command.ts";
import { encoderLine } from "./encoder-line.ts";
import { exitCode } from "./exit-code.ts";
import { columns, oneLine } from "./output.ts";

interface SimilarFlags extends GlobalFlags {
  readonly text?: string;
  readonly k: number;
  readonly where?: string;
  readonly excludeCase?: string;
  readonly region?: RegionPx;
}

export function similarCommand(): Command {
  return command("similar", "Find similar cases, by image, by text, or by both.")
    .argument("[scan]", "image file")
    .option("--text <text>", "what to look for, in words")
    .option("-k, --k <n>", "results wanted", positiveInteger, 10)
    .option("--where <condition>", "condition on the fields of a pair, as \"modality = 'MRI'\"")
    .option("--exclude-case <id>", "leave out every pair of a case")
    .option("--region <x,y,w,h>", "search with this part of the scan, in its pixels", regionPx)
    .action((scan: string | undefined, flags: SimilarFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const { text, k, where, excludeCase, region } = flags;
        const found = await app.similar({
          scan: scan === undefined ? undefined : fileScan(scan),
          text,
          k,
          where,
          excludeCase,
          region,
        });
        const rows = found.results.map(({ score, case: caseId, modality, caption, label, source, sameImage }, i) => [
          `${i + 1}`,
          score.toFixed(3),
          oneLine(caseId, 16),
          oneLine(modality ?? "–", 16),
          oneLine(label ?? "–", 28),
          oneLine(`${sameImage ? "(this very image) " : ""}${caption ?? source ?? ""}`, 70),
        ]);
        const encoder = await encoderLine(app);
        output.result(found, () =>
          [
            ...encoder,
            `${output.style("bold", `Similar cases in ${found.library}`)}${found.nothingSimilar ? `\nNothing similar: ${found.reason}` : ""}`,
            columns([["", "score", "case", "modality", "label", "text"], ...rows], [0, 1]),
          ].join("\n"),
        );
        return found.nothingSimilar ? exitCode.nothingOrAbstained : exitCode.ok;
      }),
    );
}

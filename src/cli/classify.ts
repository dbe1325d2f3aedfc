import type { Command } from "commander";
import type { RegionPx } from "../imaging/contract.ts";
import { AdapterNotAloneError } from "../zeroshot/adapters/errors.ts";
import { calibrationInWords, predictionSetInWords } from "../zeroshot/calibration-in-words.ts";
import { trainedInWords } from "../zeroshot/trained-names.ts";
import { adapterResultInWords } from "./adapter-in-words.ts";
import { command, fileScan, type GlobalFlags, regionPx, runCommand } from "./command.ts";
import { encoderLine } from "./encoder-line.ts";
import { exitCode } from "./exit-code.ts";
import { columns } from "./output.ts";

interface ClassifyFlags extends GlobalFlags {
  readonly labels?: string;
  readonly prompts?: string;
  readonly adapter?: string;
  readonly multi?: boolean;
  readonly region?: RegionPx;
}

export function classifyCommand(): Command {
  return command("classify", "Subtype a scan from plain-text class names.")
    .argument("<scan>", "image file")
    .option("--labels <names>", 'class names, separated by semicolons: "glioma; meningioma; no tumour"')
    .option("--prompts <file>", "prompt file (classes, synonyms, templates), or the id of a shipped set")
    .option("--adapter <file>", "classes that `caselens adapt` was taught, instead of names")
    .option("--multi", "each name by itself against its absence (a single name always is), instead of one among all")
    .option("--region <x,y,w,h>", "classify this part of the scan, in its pixels", regionPx)
    .action((scan: string, flags: ClassifyFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const { labels, prompts, multi = false, region, adapter } = flags;
        if (adapter !== undefined) {
          if (labels !== undefined || prompts !== undefined || multi) throw new AdapterNotAloneError();
          const ref = { kind: "file", path: adapter } as const;
          const found = await app.adapters.classify({ scan: fileScan(scan), region, adapter: ref });
          output.result(found, () => adapterResultInWords(found, output));
          return found.abstained ? exitCode.nothingOrAbstained : exitCode.ok;
        }
        const result = await app.classify({ scan: fileScan(scan), labels: labels?.split(";"), prompts, multi, region });
        const encoder = await encoderLine(app);
        output.result(result, () => {
          const sorted = [...result.classes].sort((a, b) => b.share - a.share);
          const spread = new Map(
            result.promptSpread.classes.map(({ name, min, max }) => [name, `${percent(min)}–${percent(max)}`]),
          );
          const { noneOfThese, provenance } = result;
          const { calibration, multi: against } = provenance;
          const chance = (value: number | null) => (noneOfThese === null ? [] : [value === null ? "" : percent(value)]);
          const rows = sorted.map(({ name, share, cosine, probability }) => [
            name,
            ...chance(probability),
            percent(share),
            spread.get(name) ?? "",
            cosine.toFixed(3),
            "█".repeat(Math.round(share * 20)),
          ]);
          const head = [
            "name",
            ...(noneOfThese === null ? [] : ["probability"]),
            "share",
            "over wordings",
            "cosine",
            "",
          ];
          const none = noneOfThese === null ? [] : [["none of these", percent(noneOfThese), "", "", "", ""]];
          return [
            ...encoder,
            columns([head, ...rows, ...none], noneOfThese === null ? [1, 2, 3] : [1, 2, 3, 4]),
            against
              ? "A share here is of a name against its absence, not a chance."
              : "A share is a preference among these names, not a chance.",
            ...(provenance.trainedNames.length > 0 ? [`These are ${trainedInWords(provenance, rows.length)}.`] : []),
            ...(calibration ? [calibrationInWords(calibration)] : []),
            ...(result.predictionSet ? [predictionSetInWords(result.predictionSet)] : []),
            ...(result.abstained ? [`${output.style("yellow", "Abstained:")} ${result.reason}`] : []),
          ].join("\n");
        });
        return result.abstained ? exitCode.nothingOrAbstained : exitCode.ok;
      }),
    );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

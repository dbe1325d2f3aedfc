import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { LocatedScan } from "../app/contract.ts";
import type { RegionPx } from "../imaging/contract.ts";
import { defaultOpacity } from "../zeroshot/heat-map/heat-map-picture.ts";
import { command, fileScan, type GlobalFlags, regionPx, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { heatMapInWords } from "./heat-map-in-words.ts";
import { type HeatMapFormat, heatMapFormatOf, writeHeatMap } from "./write-heat-map.ts";

interface LocateFlags extends GlobalFlags {
  readonly text?: string;
  readonly labels?: string;
  readonly prompts?: string;
  readonly class?: string;
  readonly contrast?: boolean;
  readonly out?: string;
  readonly opacity: number;
  readonly region?: RegionPx;
}

export function locateCommand(): Command {
  return command("locate", "Where on a scan something is: a heat map of its patches' likeness to a class or to words.")
    .argument("<scan>", "image file")
    .option("--text <text>", "what to look for, in words")
    .option("--labels <names>", "class names, separated by semicolons; --class says which is looked for")
    .option(
      "--prompts <file>",
      "prompt file, or the id of a shipped set; --class says which of its classes is looked for",
    )
    .option("--class <name>", "the class to look for")
    .option("--contrast", "set the class against the others: cosine less the mean of theirs")
    .option(
      "--out <file>",
      "write the image with the map over it (.png), or the map's cells as QuPath reads them (.geojson)",
    )
    .option("--opacity <part>", "of the colours in the picture, 0 to 1", opacity, defaultOpacity)
    .option("--region <x,y,w,h>", "look at this part of the scan alone, in its pixels", regionPx)
    .action((scan: string, flags: LocateFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const { text, labels, prompts, class: name, contrast = false, out, region } = flags;
        const format = out === undefined ? null : heatMapFormatOf(out); // before any work
        const request = {
          scan: fileScan(scan),
          text,
          labels: labels?.split(";"),
          prompts,
          class: name,
          contrast,
          region,
        };
        const found = await app.locate(request);
        const { located } = found;
        if (out !== undefined && format && !located.abstained)
          await writeHeatMap(out, await contents(found, format, flags.opacity));
        output.result(located, () => heatMapInWords(located, output));
        if (located.abstained) {
          if (out !== undefined) output.warn("Nothing was written: a picture would not say that the names do not fit.");
          return exitCode.nothingOrAbstained;
        }
        if (out !== undefined) output.note(`Written to ${out}.`);
        return exitCode.ok;
      }),
    );
}

async function contents(found: LocatedScan, format: HeatMapFormat, part: number): Promise<Uint8Array> {
  return format === "png" ? found.png(part) : new TextEncoder().encode(found.geoJson());
}

function opacity(text: string): number {
  const value = Number(text);
  if (!/^(0|1|0?\.\d+|1\.0+|0\.\d+)$/.test(text)) throw new InvalidArgumentError("It must be a number from 0 to 1.");
  return value;
}

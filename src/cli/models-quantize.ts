import type { Command } from "commander";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";

interface QuantizeFlags extends GlobalFlags {
  readonly data?: readonly string[];
  readonly force?: boolean;
}

export function modelsQuantizeCommand(): Command {
  return command(
    "quantize",
    "Make an 8-bit model of an imported one, which is smaller and faster, and compare their vectors on real images.",
  )
    .argument("<id>", "an imported model")
    .option(
      "--data <dir...>",
      "folders of images, as `ingest` reads them, of which the first 500 are taken (default: the samples)",
    )
    .option("--force", "keep it however far its vectors are from those it was made of")
    .action((name: string, flags: QuantizeFlags) =>
      runCommand(flags, async ({ app, output, signal }) => {
        const { data, force } = flags;
        const result = await app.models.quantize({ name, data, force, signal });
        const { id, encoder, n, cosine, topTenOverlap, sizeBytes } = result;
        output.result(result, () =>
          [
            `${output.style("bold", encoder)}: ${Math.ceil(sizeBytes / 1e6)} MB`,
            `On ${n} images: cosine ${cosine.mean.toFixed(4)} in the mean, ${cosine.least.toFixed(4)} at least${topTenOverlap === null ? "" : `; ${Math.round(100 * topTenOverlap)} % of the ten nearest are the same`}.`,
            `Use it with --encoder ${id}: its vectors are of its own, and so is a library of them.`,
          ].join("\n"),
        );
        return exitCode.ok;
      }),
    );
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { fileFault } from "../../core/file-fault.ts";
import type { PreprocessSpec } from "../preprocess/spec.ts";
import { ImportSourceError } from "./errors.ts";

const Side = z.union([
  z.number(),
  z.object({ height: z.number(), width: z.number() }),
  z.object({ shortest_edge: z.number() }),
]);
const Triple = z.tuple([z.number(), z.number(), z.number()]);

/**
 * What transformers writes of how pictures are prepared; a field that is not there says nothing.
 * Source: `BaseImageProcessor`, huggingface/transformers `image_processing_utils.py`; resamplings by Pillow's numbers.
 */
const PreprocessorConfig = z.object({
  size: Side.optional(),
  crop_size: Side.optional(),
  do_center_crop: z.boolean().optional(),
  do_resize: z.boolean().optional(),
  do_normalize: z.boolean().optional(),
  image_mean: Triple.optional(),
  image_std: Triple.optional(),
  resample: z.int().optional(),
});
type PreprocessorConfig = z.output<typeof PreprocessorConfig>;

export const preprocessorFile = "preprocessor_config.json";
const resamplings: Readonly<Record<number, string>> = {
  1: "pillow-lanczos",
  2: "pillow-bilinear",
  3: "pillow-bicubic",
};
/** Publishers write means with three to eight digits. */
const tolerance = 5e-4;

/**
 * Graphs that somebody exported stand beside how their pictures are prepared, where the exporter wrote it: it must be what the card says.
 * @throws {ImportSourceError} which names what differs
 */
export async function demandSamePreprocess(folder: string, spec: PreprocessSpec): Promise<void> {
  const path = join(folder, preprocessorFile);
  if ((await fileFault(path)) === "missing") return;
  const parsed = PreprocessorConfig.safeParse(await readJson(path));
  if (!parsed.success)
    throw new ImportSourceError(`has a ${preprocessorFile} that cannot be read`, "Download it again, or remove it.");
  const differing = differences(parsed.data, spec);
  if (differing.length === 0) return;
  throw new ImportSourceError(
    `prepares pictures otherwise than the card: ${differing.join(", ")} of its ${preprocessorFile}`,
    "Take the card that these graphs were exported for, or write one (--card FILE.json).",
  );
}

async function readJson(path: string): Promise<unknown> {
  return readFile(path, "utf8")
    .then(JSON.parse)
    .catch(() => undefined);
}

function differences(config: PreprocessorConfig, { sizePx, fit, mean, std, resampling }: PreprocessSpec) {
  const crops = config.do_center_crop !== false && config.crop_size !== undefined;
  const side = crops ? config.crop_size : config.size;
  const shortPx = fit.kind === "crop-centre" ? fit.shortSidePx : sizePx;
  const normalises = config.do_normalize !== false;
  const resample = config.resample === undefined ? undefined : resamplings[config.resample];
  const checks: readonly (readonly [name: string, same: boolean])[] = [
    [
      crops ? "crop_size" : "size",
      side === undefined || sidesOf(side).every((px) => px === (crops ? sizePx : shortPx)),
    ],
    ["size", !crops || config.size === undefined || sidesOf(config.size).every((px) => px === shortPx)],
    ["image_mean", !normalises || near(config.image_mean, mean)],
    ["image_std", !normalises || near(config.image_std, std)],
    ["resample", resample === undefined || !resampling.startsWith("pillow") || resample === resampling],
  ];
  return [...new Set(checks.flatMap(([name, same]) => (same ? [] : [name])))];
}

function sidesOf(side: z.output<typeof Side>): readonly number[] {
  if (typeof side === "number") return [side];
  return "height" in side ? [side.height, side.width] : [side.shortest_edge];
}

function near(found: readonly number[] | undefined, wanted: readonly number[]): boolean {
  return found === undefined || found.every((value, i) => Math.abs(value - wanted[i]) <= tolerance);
}

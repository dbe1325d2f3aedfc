import { AppError } from "../core/errors.ts";
import { encodeScan } from "../encoders/encoded-scan.ts";
import { EvaluationEmptyError } from "../evaluation/errors.ts";
import type { EvaluationRow } from "../evaluation/evaluation-rows.ts";
import { blankOf, type ImageControl, shuffledPaths } from "../evaluation/image-control.ts";
import type { RowReader } from "../evaluation/measure-rows.ts";
import type { RgbImage } from "../imaging/contract.ts";
import { decodeScan } from "../imaging/decode.ts";
import type { EvaluationRun } from "./evaluation-run.ts";

/**
 * Reads a row's own image, or what a control shows in its place; the row stays the row: its hash is its own file's.
 * @throws {EvaluationEmptyError} when there is no other image to show
 */
export function controlledReader(
  images: ImageControl,
  rows: readonly Pick<EvaluationRow, "imagePath">[],
  seed: number,
  { reader: { readScan }, encoding }: Pick<EvaluationRun, "reader" | "encoding">,
): RowReader["readScan"] {
  switch (images) {
    case "own":
      return readScan;
    case "shuffled": {
      const paths = [...new Set(rows.map(({ imagePath }) => imagePath))];
      if (paths.length < 2) throw new EvaluationEmptyError("one image");
      const other = shuffledPaths(paths, seed);
      return async (path) => {
        const scan = await decodeScan(path);
        return encodeScan({ ...scan, image: await nextImage(path, other) }, undefined, encoding);
      };
    }
    case "blank":
      return async (path) => {
        const scan = await decodeScan(path);
        return encodeScan({ ...scan, image: blankOf(scan.image) }, undefined, encoding);
      };
    default:
      return images satisfies never;
  }
}

/** The image of the next path round the cycle that can be read. @throws {EvaluationEmptyError} when no other can */
async function nextImage(path: string, other: ReadonlyMap<string, string>): Promise<RgbImage> {
  for (let next = other.get(path); next !== undefined && next !== path; next = other.get(next)) {
    const image = await decodeScan(next).then(
      (scan) => scan.image,
      (error: unknown) => {
        if (error instanceof AppError && error.kind !== "failure") return null;
        throw error;
      },
    );
    if (image) return image;
  }
  throw new EvaluationEmptyError("one image");
}

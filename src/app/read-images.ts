import { AppError } from "../core/errors.ts";
import { EvaluationEmptyError } from "../evaluation/errors.ts";
import type { RgbImage } from "../imaging/contract.ts";
import { decodeScan } from "../imaging/decode.ts";
import { readSource } from "../retrieval/sources/read-source.ts";

/** Images that are read: more say no more. */
const most = 500;

/** The first pictures of the sources; what cannot be read is left out. @throws {EvaluationEmptyError} when there is none */
export async function readImages(
  sources: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly RgbImage[]> {
  const images: RgbImage[] = [];
  for (const source of sources) {
    for await (const row of readSource(source, { format: "auto", ...(signal && { signal }) })) {
      if (row.kind === "bad") continue;
      const scan = await decodeScan(row.imagePath).catch((error: unknown) => {
        if (error instanceof AppError && error.kind === "input") return null;
        throw error;
      });
      if (scan) images.push(scan.image);
      if (images.length === most) return images;
    }
  }
  if (images.length === 0) throw new EvaluationEmptyError("one image");
  return images;
}

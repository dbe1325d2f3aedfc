import { DiskFullError } from "../core/errors.ts";
import { writeWhole } from "../core/write-whole.ts";
import { HeatMapFormatError, HeatMapUnwritableError } from "./errors.ts";

export type HeatMapFormat = "png" | "geojson";

/** The format that a file's name asks for. @throws {HeatMapFormatError} */
export function heatMapFormatOf(path: string): HeatMapFormat {
  const [, extension] = /[^/\\]\.(png|geojson)$/i.exec(path) ?? [];
  if (extension === undefined) throw new HeatMapFormatError();
  return extension.toLowerCase() === "png" ? "png" : "geojson";
}

/** @throws {HeatMapUnwritableError | DiskFullError} */
export async function writeHeatMap(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeWhole(path, bytes, 0o666);
  } catch (cause) {
    throw cause instanceof DiskFullError ? cause : new HeatMapUnwritableError({ cause });
  }
}

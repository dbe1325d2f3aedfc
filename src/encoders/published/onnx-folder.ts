import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ImportSourceError } from "./errors.ts";

/** Graphs that somebody exported, in the layout of transformers.js: `onnx/vision_model.onnx`, `onnx/text_model.onnx`. */
export interface OnnxFolder {
  readonly folder: string;
  readonly image: OnnxTower;
  readonly text: OnnxTower | null;
}

export interface OnnxTower {
  readonly graph: string;
  /** Null where they stand in the graph's own file. */
  readonly weights: string | null;
}

/**
 * @returns null where the folder holds no such graphs
 * @throws {ImportSourceError} when one holds both towers, or one is missing
 */
export async function findOnnxFolder(source: string, hasText: boolean): Promise<OnnxFolder | null> {
  const folder = join(source, "onnx");
  const names: readonly string[] = await readdir(folder).catch(() => []);
  if (!names.some((name) => name.endsWith(".onnx"))) return null;
  const tower = (graph: string): OnnxTower | null => {
    const weights = [`${graph}_data`, `${graph}.data`].find((name) => names.includes(name)) ?? null;
    return names.includes(graph) ? { graph, weights } : null;
  };
  const image = tower("vision_model.onnx") ?? (hasText ? null : tower("model.onnx"));
  const text = hasText ? tower("text_model.onnx") : null;
  if (image && (text || !hasText)) return { folder, image, text };
  throw new ImportSourceError(
    "holds no image and text graph of their own",
    "Give a folder with onnx/vision_model.onnx and onnx/text_model.onnx in 32-bit floats, or the checkpoint.",
  );
}

/** Names of the files of the towers. */
export function towerFiles(towers: readonly (OnnxTower | null)[]): readonly string[] {
  return towers.flatMap((tower) => (tower ? [tower.graph, ...(tower.weights === null ? [] : [tower.weights])] : []));
}

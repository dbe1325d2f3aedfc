import type { Checkpoint } from "../checkpoints/contract.ts";
import { type WriteGraphOptions, type WrittenFile, writeGraph } from "../graphs/write-graph.ts";
import { buildGraphs } from "./build-graphs.ts";
import type { ArchitectureSpec } from "./spec.ts";

/** A graph's two files. */
export interface WrittenTower {
  readonly graph: WrittenFile;
  readonly weights: WrittenFile;
}

export interface WrittenTowers {
  readonly image: WrittenTower;
  readonly text: WrittenTower | null;
  readonly dimensions: number;
  /** Of cosines: scale · cosine + bias; null where the checkpoint has none. */
  readonly logits: { readonly scale: number | null; readonly bias: number | null };
}

/**
 * A checkpoint as ONNX graphs in a folder.
 * @throws {WeightsMismatchError} before anything is written; {CheckpointError | DiskFullError}
 */
export async function writeTowers(
  checkpoint: Checkpoint,
  spec: ArchitectureSpec,
  options: WriteGraphOptions,
): Promise<WrittenTowers> {
  const { image, text, dimensions, logits } = buildGraphs(checkpoint, spec);
  const write = async (graph: typeof image): Promise<WrittenTower> => {
    const [file, weights] = await writeGraph(graph, options);
    return { graph: file, weights };
  };
  return { image: await write(image), text: text && (await write(text)), dimensions, logits: await logits() };
}

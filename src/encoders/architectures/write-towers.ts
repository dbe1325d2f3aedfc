import type { Checkpoint } from "../checkpoints/contract.ts";
import type { BuiltGraph } from "../graphs/graph-builder.ts";
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

export interface WriteTowersOptions extends Omit<WriteGraphOptions, "onWritten"> {
  /** Bytes of weights: written so far, and in all. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
}

/**
 * A checkpoint as ONNX graphs in a folder.
 * @throws {WeightsMismatchError} before anything is written; {CheckpointError | DiskFullError}
 */
export async function writeTowers(
  checkpoint: Checkpoint,
  spec: ArchitectureSpec,
  { onProgress, ...options }: WriteTowersOptions,
): Promise<WrittenTowers> {
  const { image, text, dimensions, logits } = buildGraphs(checkpoint, spec);
  const totalBytes = [image, ...(text ? [text] : [])].reduce((sum, graph) => sum + weightBytes(graph), 0);
  let doneBytes = 0;
  const onWritten = (bytes: number) => {
    doneBytes += bytes;
    onProgress?.(doneBytes, totalBytes);
  };
  const write = async (graph: typeof image): Promise<WrittenTower> => {
    const [file, weights] = await writeGraph(graph, { ...options, onWritten });
    return { graph: file, weights };
  };
  return { image: await write(image), text: text && (await write(text)), dimensions, logits: await logits() };
}

function weightBytes({ weights }: BuiltGraph): number {
  return weights.reduce((sum, { weight }) => sum + 4 * weight.dims.reduce((product, dim) => product * dim, 1), 0);
}

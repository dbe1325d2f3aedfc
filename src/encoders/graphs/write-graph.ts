import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { DiskFullError, isDiskFull } from "../../core/errors.ts";
import type { BuiltGraph, NamedWeight } from "./graph-builder.ts";
import { type ExternalTensor, encodeOnnxModel } from "./onnx-model.ts";
import { tensorOffset } from "./tensor-offset.ts";

export interface WrittenFile {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface WriteGraphOptions {
  readonly folder: string;
  /** Name of the program, written into the graph. */
  readonly producer: string;
  readonly signal?: AbortSignal | undefined;
  /** After each tensor: its bytes. */
  readonly onWritten?: ((bytes: number) => void) | undefined;
}

/**
 * Writes a graph as `<name>.onnx` and its weights, one after the other, as `<name>.onnx.data`: no more than one tensor is in memory.
 * Weights always stand apart: a protobuf message ends at 2 GB, and onnxruntime maps such a file instead of copying it.
 * @throws {DiskFullError}
 */
export async function writeGraph(graph: BuiltGraph, options: WriteGraphOptions): Promise<readonly WrittenFile[]> {
  const { folder, producer } = options;
  try {
    const dataName = `${graph.name}.onnx.data`;
    const { file: data, weights } = await writeWeights(graph.weights, dataName, options);
    const bytes = encodeOnnxModel({ ...graph, weights }, producer);
    const modelName = `${graph.name}.onnx`;
    const file = await open(join(folder, modelName), "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return [{ name: modelName, sha256, bytes: bytes.length }, data];
  } catch (cause) {
    throw isDiskFull(cause) ? new DiskFullError({ cause }) : cause;
  }
}

async function writeWeights(
  weights: readonly NamedWeight[],
  name: string,
  { folder, signal, onWritten }: WriteGraphOptions,
): Promise<{ file: WrittenFile; weights: readonly ExternalTensor[] }> {
  const file = await open(join(folder, name), "wx");
  try {
    const hash = createHash("sha256");
    const written: ExternalTensor[] = [];
    let at = 0;
    for (const { name: tensor, weight } of weights) {
      signal?.throwIfAborted();
      const values = await weight.load();
      const offset = tensorOffset(at, values.byteLength);
      await append(file, hash, new Uint8Array(offset - at));
      await append(file, hash, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      written.push({
        name: tensor,
        elementType: "elementType" in weight ? weight.elementType : "float32",
        dims: weight.dims,
        file: name,
        offsetBytes: offset,
        lengthBytes: values.byteLength,
      });
      at = offset + values.byteLength;
      onWritten?.(values.byteLength);
    }
    await file.sync();
    return { file: { name, sha256: hash.digest("hex"), bytes: at }, weights: written };
  } finally {
    await file.close();
  }
}

async function append(file: FileHandle, hash: Hash, bytes: Uint8Array): Promise<void> {
  if (bytes.length === 0) return;
  hash.update(bytes);
  await file.writeFile(bytes);
}

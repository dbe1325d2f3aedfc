import { open } from "node:fs/promises";
import type { BuiltGraph } from "./graph-builder.ts";
import { tensorOffset } from "./tensor-offset.ts";
import { elementCount, type Weight } from "./weight.ts";

/**
 * The graph with its weights read from the file that `writeGraph` made of it: they stand there in their order.
 * @param path of `<name>.onnx.data`, whose checksum the caller has seen
 */
export function withStoredWeights(graph: BuiltGraph, path: string): BuiltGraph {
  let end = 0;
  const weights = graph.weights.map(({ name, weight }) => {
    const lengthBytes = 4 * elementCount(weight);
    const offsetBytes = tensorOffset(end, lengthBytes);
    end = offsetBytes + lengthBytes;
    return { name, weight: storedWeight(path, weight.dims, { offsetBytes, lengthBytes }) };
  });
  return { ...graph, weights };
}

function storedWeight(
  path: string,
  dims: readonly number[],
  { offsetBytes, lengthBytes }: { readonly offsetBytes: number; readonly lengthBytes: number },
): Weight {
  return {
    dims,
    async load() {
      const file = await open(path);
      try {
        const values = new Float32Array(lengthBytes / 4);
        const { bytesRead } = await file.read(new Uint8Array(values.buffer), 0, lengthBytes, offsetBytes);
        if (bytesRead !== lengthBytes) throw new RangeError("The file of weights is shorter than its graph.");
        return values;
      } finally {
        await file.close();
      }
    },
  };
}

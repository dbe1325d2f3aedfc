import { readdir, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createGraphBuilder } from "../../../src/encoders/graphs/graph-builder.ts";
import { quantizeGraph } from "../../../src/encoders/graphs/quantize-graph.ts";
import { reshaped, rowsOf, stacked, transposed, type Weight } from "../../../src/encoders/graphs/weight.ts";
import { type WrittenFile, writeGraph } from "../../../src/encoders/graphs/write-graph.ts";
import { createOnnxEngine } from "../../../src/inference/onnx-engine.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const engine = createOnnxEngine({ intraOpThreads: 1 });
afterAll(() => engine[Symbol.asyncDispose]());

const weightOf = (dims: readonly number[], values: readonly number[]): Weight => ({
  dims,
  load: async () => Float32Array.from(values),
});
const counted = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** x [B, 2] -> x · W [B, 3] + a row of a great table that is mapped from its own page. */
async function written(options: { readonly signal?: AbortSignal } = {}) {
  const folder = await temporaryFolder();
  const graph = createGraphBuilder("product");
  const x = graph.input("x", "float32", ["batch", 2]);
  const product = graph.operator("MatMul", [x, graph.weight(transposed(weightOf([3, 2], [1, 2, 3, 4, 5, 6])))]);
  const table = graph.weight(weightOf([10_000, 3], counted(30_000)));
  const row = graph.operator("Gather", [table, graph.int64s([9_999], [])], { axis: 0 });
  graph.output("y", graph.operator("Add", [product, row]), ["batch", 3]);
  const files = await writeGraph(graph.build(), { folder, producer: "test", ...options });
  return { folder, files };
}

const open = (folder: string, [graph, weights]: readonly WrittenFile[]) =>
  engine.open(join(folder, graph.name), {
    sha256: graph.sha256,
    weights: { path: join(folder, weights.name), sha256: weights.sha256 },
  });

test("a graph and its weights are two files, and run", async () => {
  const { folder, files } = await written();
  expect((await readdir(folder)).sort()).toEqual(["product.onnx", "product.onnx.data"]);
  for (const { name, bytes } of files) expect((await stat(join(folder, name))).size).toBe(bytes);
  const session = await open(folder, files);
  const { y } = await session.run({ x: { type: "float32", data: Float32Array.of(1, 1, 0, 1), dims: [2, 2] } });
  expect(y.dims).toEqual([2, 3]);
  expect([...y.data]).toEqual([30_001, 30_006, 30_011, 30_000, 30_003, 30_006]);
});

test("other weights than those that were written are not run", async () => {
  const { folder, files } = await written();
  await truncate(join(folder, "product.onnx.data"), files[1].bytes - 4);
  await expect(open(folder, files)).rejects.toMatchObject({ code: "MODEL_FILE_INVALID" });
  await rm(join(folder, "product.onnx.data"));
  await expect(open(folder, files)).rejects.toMatchObject({ code: "MODEL_FILE_INVALID" });
});

test("an abort ends the writing", async () => {
  await expect(written({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
});

test("weights in another shape and order", async () => {
  const a = weightOf([2, 3], [1, 2, 3, 4, 5, 6]);
  const cases = [
    { weight: transposed(a), dims: [3, 2], values: [1, 4, 2, 5, 3, 6] },
    { weight: stacked([a, weightOf([1, 3], [7, 8, 9])]), dims: [3, 3], values: counted(9) },
    { weight: rowsOf(a, 1, 2), dims: [1, 3], values: [4, 5, 6] },
    { weight: reshaped(a, [1, 6]), dims: [1, 6], values: counted(6) },
  ];
  for (const { weight, dims, values } of cases) {
    expect(weight.dims).toEqual(dims);
    expect([...(await weight.load())]).toEqual(values);
  }
  const wide = weightOf([70, 45], counted(70 * 45)); // more than one tile
  const back = await transposed(transposed(wide)).load();
  expect([...back]).toEqual(counted(70 * 45));
});

test("products in 8 bits are those of the rounded factors, each column by its own scale", async () => {
  const folder = await temporaryFolder();
  const graph = createGraphBuilder("eight");
  const x = graph.input("x", "float32", ["batch", 2]);
  // Columns whose greatest value is 127 units, and an input from 0 to 255 units: nothing is rounded.
  const first = graph.weight(weightOf([2, 3], [127, -0.5, 0, 3, 63.5, 0]));
  const second = graph.weight(weightOf([3, 1], [0.1, 0.2, 0.3]));
  const product = graph.operator("MatMul", [x, first]);
  graph.output("y", product, ["batch", 3]);
  graph.output("z", graph.operator("MatMul", [product, second]), ["batch", 1]);
  const files = await writeGraph(quantizeGraph(graph.build(), { keepLast: 1 }), { folder, producer: "test" });
  const session = await open(folder, files);
  const { y, z } = await session.run({ x: { type: "float32", data: Float32Array.of(0, 255, 10, 20), dims: [2, 2] } });
  expect([...y.data].map(Number)).toEqual([765, 255 * 63.5, 0, 1330, 10 * -0.5 + 20 * 63.5, 0]);
  expect(Number(z.data[0])).toBeCloseTo(0.1 * 765 + 0.2 * 255 * 63.5, 1);
});

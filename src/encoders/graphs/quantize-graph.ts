import type { BuiltGraph, NamedWeight, Value } from "./graph-builder.ts";
import type { GraphNode } from "./onnx-model.ts";
import type { Int8Weight, Weight } from "./weight.ts";

/** ONNX's number of 32-bit floats, for Cast. */
const floatType = 1;
const greatest = 127;

export interface QuantizeOptions {
  /** Matrices at the end of the graph that stay in floats. @default none */
  readonly keepLast?: number;
}

/**
 * The graph with its products by constant matrices in integers: weights of 8 bits with a scale for each column, chosen once; the other factor is
 * brought to 8 bits anew in each run. Everything else stays in floats.
 * Source: ONNX `DynamicQuantizeLinear`, `MatMulInteger`; onnxruntime fuses them into one kernel.
 */
export function quantizeGraph(graph: BuiltGraph, { keepLast = 0 }: QuantizeOptions = {}): BuiltGraph {
  const byName = new Map(graph.weights.map((each) => [each.name, each]));
  const matrices = [...new Set(graph.nodes.flatMap((node) => matrixOf(node, byName)?.name ?? []))];
  const kept = new Set(matrices.slice(matrices.length - keepLast)); // by matrix: several products may share one
  const quantized = new Map<string, readonly NamedWeight[]>();
  const inputs = new Map<Value, readonly Value[]>();
  const nodes = graph.nodes.flatMap((node): readonly GraphNode[] => {
    const matrix = matrixOf(node, byName);
    if (matrix === null || kept.has(matrix.name)) return [node];
    const [input] = node.inputs;
    const [integers, scales] = quantizedMatrix(matrix);
    quantized.set(matrix.name, [integers, scales]);
    const known = inputs.get(input);
    const bytes = known ?? ["bytes", "scale", "zero"].map((part) => `${input}_${part}`);
    inputs.set(input, bytes);
    const first = known ? [] : [nodeOf("DynamicQuantizeLinear", [input], bytes)];
    return [...first, ...integerProduct(node.outputs[0], bytes, { integers: integers.name, scales: scales.name })];
  });
  const weights = graph.weights.flatMap((each) => quantized.get(each.name) ?? [each]);
  return { ...graph, nodes, weights };
}

/** The constant matrix that a product multiplies with; null for any other node. */
function matrixOf({ operator, inputs }: GraphNode, weights: ReadonlyMap<string, NamedWeight>) {
  const found = operator === "MatMul" ? weights.get(inputs[1]) : undefined;
  if (!found || "elementType" in found.weight || found.weight.dims.length !== 2) return null;
  return { name: found.name, weight: found.weight };
}

/** bytes · integers, back in floats by both scales. */
function integerProduct(
  output: Value,
  [bytes, scale, zero]: readonly Value[],
  { integers, scales }: { readonly integers: Value; readonly scales: Value },
): readonly GraphNode[] {
  const [sum, asFloats, both] = ["sum", "floats", "scales"].map((part) => `${output}_${part}`);
  return [
    nodeOf("MatMulInteger", [bytes, integers, zero], [sum]),
    { ...nodeOf("Cast", [sum], [asFloats]), attributes: { to: floatType } },
    nodeOf("Mul", [scale, scales], [both]),
    nodeOf("Mul", [asFloats, both], [output]),
  ];
}

function nodeOf(operator: string, inputs: readonly Value[], outputs: readonly Value[]): GraphNode {
  return { operator, inputs, outputs, attributes: {} };
}

/** [K, N] as integers, and the N scales of its columns. */
function quantizedMatrix({ name, weight }: { readonly name: string; readonly weight: Weight }) {
  const [, columns] = weight.dims;
  const scales: Weight = { dims: [columns], load: async () => columnScales(await weight.load(), columns) };
  const integers: Int8Weight = {
    dims: weight.dims,
    elementType: "int8",
    async load() {
      const values = await weight.load();
      const scale = columnScales(values, columns);
      const rounded = new Int8Array(values.length);
      for (let i = 0; i < values.length; i++) rounded[i] = Math.round(values[i] / scale[i % columns]);
      return rounded;
    },
  };
  return [
    { name: `${name}_int8`, weight: integers },
    { name: `${name}_scales`, weight: scales },
  ] as const;
}

/** The greatest value of a column becomes 127; a column of zeros keeps the scale 1. */
function columnScales(values: Float32Array, columns: number): Float32Array<ArrayBuffer> {
  const scales = new Float32Array(columns);
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > scales[i % columns]) scales[i % columns] = size;
  }
  return scales.map((size) => (size === 0 ? 1 : size / greatest));
}

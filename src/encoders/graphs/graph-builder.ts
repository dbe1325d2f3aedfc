import type { Attribute, Dimension, ElementType, GraphConstant, GraphNode, GraphValue } from "./onnx-model.ts";
import type { Int8Weight, Weight } from "./weight.ts";

/** Name of a value that flows through a graph. */
export type Value = string;

export interface NamedWeight {
  readonly name: string;
  readonly weight: Weight | Int8Weight;
}

/** What was built. */
export interface BuiltGraph {
  readonly name: string;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly GraphConstant[];
  readonly weights: readonly NamedWeight[];
}

/** Grows a graph node by node; operators are ONNX's, of `operatorSet`. */
export interface GraphBuilder {
  input(name: string, elementType: ElementType, dims: readonly Dimension[]): Value;
  /** A tensor of the checkpoint, written beside the graph. */
  weight(weight: Weight): Value;
  floats(data: readonly number[], dims?: readonly number[]): Value;
  int64s(data: readonly number[], dims?: readonly number[]): Value;
  operator(operator: string, inputs: readonly Value[], attributes?: Readonly<Record<string, Attribute>>): Value;
  /** Equal parts along the last axis. */
  split(value: Value, parts: number): readonly Value[];
  output(name: string, value: Value, dims: readonly Dimension[]): void;
  build(): BuiltGraph;
}

export function createGraphBuilder(name: string): GraphBuilder {
  const inputs: GraphValue[] = [];
  const outputs: GraphValue[] = [];
  const nodes: GraphNode[] = [];
  const constants: GraphConstant[] = [];
  const weights: NamedWeight[] = [];
  let named = 0;
  const nextName = (stem: string) => `${stem}_${named++}`;

  function add(operator: string, from: readonly Value[], to: readonly Value[], attributes: GraphNode["attributes"]) {
    nodes.push({ operator, inputs: from, outputs: to, attributes });
  }

  function constant(data: Float32Array | BigInt64Array, dims: readonly number[]): Value {
    const value = nextName("constant");
    constants.push({ name: value, data, dims });
    return value;
  }

  return {
    input(value, elementType, dims) {
      inputs.push({ name: value, elementType, dims });
      return value;
    },
    weight(weight) {
      const value = nextName("weight");
      weights.push({ name: value, weight });
      return value;
    },
    floats: (data, dims = [data.length]) => constant(Float32Array.from(data), dims),
    int64s: (data, dims = [data.length]) => constant(BigInt64Array.from(data, BigInt), dims),
    operator(operator, from, attributes = {}) {
      const value = nextName(operator.toLowerCase());
      add(operator, from, [value], attributes);
      return value;
    },
    split(value, parts) {
      const values = Array.from({ length: parts }, () => nextName("split"));
      add("Split", [value], values, { axis: -1, num_outputs: parts });
      return values;
    },
    output(value, from, dims) {
      add("Identity", [from], [value], {});
      outputs.push({ name: value, elementType: "float32", dims });
    },
    build: () => ({ name, inputs, outputs, nodes, constants, weights }),
  };
}

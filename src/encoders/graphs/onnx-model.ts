import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/**
 * An ONNX model as bytes: the few fields of `onnx.proto` that our graphs need, under their numbers there.
 * Source: onnx/onnx `onnx/onnx.proto`, IR version 9, operator set 20.
 */
export const operatorSet = 20;
const irVersion = 9;

export type ElementType = "float32" | "int8" | "int64";
const elementTypes: Readonly<Record<ElementType, number>> = { float32: 1, int8: 3, int64: 7 };

/** A size, or the name of one that each run may choose. */
export type Dimension = number | string;

export interface GraphValue {
  readonly name: string;
  readonly elementType: ElementType;
  readonly dims: readonly Dimension[];
}

/** A constant within the graph's own file. */
export interface GraphConstant {
  readonly name: string;
  readonly data: Float32Array | BigInt64Array;
  readonly dims: readonly number[];
}

/** A tensor in a file beside the graph's. */
export interface ExternalTensor {
  readonly name: string;
  readonly elementType: ElementType;
  readonly dims: readonly number[];
  readonly file: string;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** Integers are `INT` or `INTS`; `{ float }` tells a float from them. */
export type Attribute = number | readonly number[] | string | { readonly float: number };

export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly GraphConstant[];
  readonly weights: readonly ExternalTensor[];
}

/** @param producer name of the program that made it, as `producer_name` */
export function encodeOnnxModel(graph: OnnxGraph, producer: string): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(irVersion);
  writer.tag(2, WireType.LengthDelimited).string(producer);
  message(writer, 7, () => writeGraph(writer, graph));
  message(writer, 8, () => {
    writer.tag(1, WireType.LengthDelimited).string("");
    writer.tag(2, WireType.Varint).int64(operatorSet);
  });
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, { name, inputs, outputs, nodes, constants, weights }: OnnxGraph): void {
  for (const node of nodes) message(writer, 1, () => writeNode(writer, node));
  writer.tag(2, WireType.LengthDelimited).string(name);
  for (const constant of constants) message(writer, 5, () => writeConstant(writer, constant));
  for (const weight of weights) message(writer, 5, () => writeExternal(writer, weight));
  for (const value of inputs) message(writer, 11, () => writeValue(writer, value));
  for (const value of outputs) message(writer, 12, () => writeValue(writer, value));
}

function writeNode(writer: BinaryWriter, { operator, inputs, outputs, attributes }: GraphNode): void {
  for (const input of inputs) writer.tag(1, WireType.LengthDelimited).string(input);
  for (const output of outputs) writer.tag(2, WireType.LengthDelimited).string(output);
  writer.tag(4, WireType.LengthDelimited).string(operator);
  for (const [name, value] of Object.entries(attributes)) message(writer, 5, () => writeAttribute(writer, name, value));
}

function writeAttribute(writer: BinaryWriter, name: string, value: Attribute): void {
  const type = (number: number) => writer.tag(20, WireType.Varint).int32(number);
  writer.tag(1, WireType.LengthDelimited).string(name);
  if (typeof value === "number") {
    writer.tag(3, WireType.Varint).int64(value);
    type(2);
  } else if (typeof value === "string") {
    writer.tag(4, WireType.LengthDelimited).string(value);
    type(3);
  } else if ("float" in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    type(1);
  } else {
    for (const each of value) writer.tag(8, WireType.Varint).int64(each);
    type(7);
  }
}

function writeConstant(writer: BinaryWriter, { name, data, dims }: GraphConstant): void {
  writeTensorHead(writer, name, dims, data instanceof Float32Array ? "float32" : "int64");
  writer.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeExternal(writer: BinaryWriter, { name, elementType, dims, ...place }: ExternalTensor): void {
  const { file, offsetBytes, lengthBytes } = place;
  writeTensorHead(writer, name, dims, elementType);
  const entries = { location: file, offset: `${offsetBytes}`, length: `${lengthBytes}` };
  for (const [key, value] of Object.entries(entries)) {
    message(writer, 13, () => {
      writer.tag(1, WireType.LengthDelimited).string(key);
      writer.tag(2, WireType.LengthDelimited).string(value);
    });
  }
  writer.tag(14, WireType.Varint).int32(1); // EXTERNAL
}

function writeTensorHead(writer: BinaryWriter, name: string, dims: readonly number[], elementType: ElementType): void {
  for (const dim of dims) writer.tag(1, WireType.Varint).int64(dim);
  writer.tag(2, WireType.Varint).int32(elementTypes[elementType]);
  writer.tag(8, WireType.LengthDelimited).string(name);
}

function writeValue(writer: BinaryWriter, { name, elementType, dims }: GraphValue): void {
  writer.tag(1, WireType.LengthDelimited).string(name);
  message(writer, 2, () =>
    message(writer, 1, () => {
      writer.tag(1, WireType.Varint).int32(elementTypes[elementType]);
      message(writer, 2, () => {
        for (const dim of dims) {
          message(writer, 1, () => {
            if (typeof dim === "number") writer.tag(1, WireType.Varint).int64(dim);
            else writer.tag(2, WireType.LengthDelimited).string(dim);
          });
        }
      });
    }),
  );
}

/** A message within a message, at field `number`. */
function message(writer: BinaryWriter, number: number, write: () => void): void {
  writer.tag(number, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

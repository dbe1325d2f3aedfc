import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeOnnxModel } from "../../src/encoders/graphs/onnx-model.ts";
import { externalFiles } from "../../src/inference/external-files.ts";
import { miniFolder } from "../support/mini.ts";

const tensor = (name: string, file: string) => ({
  name,
  file,
  elementType: "float32" as const,
  dims: [2],
  offsetBytes: 0,
  lengthBytes: 8,
});
const graph = (files: readonly string[]) =>
  encodeOnnxModel(
    {
      name: "g",
      inputs: [],
      outputs: [],
      nodes: [],
      constants: [],
      weights: files.map((file, i) => tensor(`${i}`, file)),
    },
    "test",
  );

test("the files of a graph's tensors are named once each", () => {
  expect(externalFiles(graph(["b.data", "a.data", "b.data"]))).toEqual(["a.data", "b.data"]);
  expect(externalFiles(graph([]))).toEqual([]);
});

test("a graph that holds its weights names none", async () => {
  expect(externalFiles(await readFile(join(miniFolder, "vision.onnx")))).toEqual([]);
});

/** Fields within one another, the innermost a tensor that lies in a file. */
function within(path: readonly number[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const field of path) writer.tag(field, WireType.LengthDelimited).fork();
  for (const [key, value] of [
    ["location", "hidden.bin"],
    ["offset", "0"],
  ]) {
    writer.tag(13, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(value);
    writer.join();
  }
  for (const _ of path) writer.join();
  return writer.finish();
}

test.each([
  { name: "an initializer", path: [7, 5] },
  { name: "a sparse initializer", path: [7, 15, 1] },
  { name: "an attribute of a node", path: [7, 1, 5, 5] },
  { name: "a list of tensors of an attribute", path: [7, 1, 5, 10] },
  { name: "a graph within a node", path: [7, 1, 5, 6, 5] },
  { name: "a function", path: [25, 7, 5, 5] },
])("a tensor of $name is seen", ({ path }) => {
  expect(externalFiles(within(path))).toEqual(["hidden.bin"]);
});

test("any bytes are read or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        externalFiles(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});

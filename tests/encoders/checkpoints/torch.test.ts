import { join as pathOf } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openCheckpoint } from "../../../src/encoders/checkpoints/open-checkpoint.ts";
import { openBytes, readBytes } from "../../support/checkpoint-file.ts";
import {
  call,
  dict,
  four,
  fourBytes,
  global,
  int,
  ints,
  join,
  named,
  orderedDict,
  pickle,
  type TensorParts,
  tensor,
  text,
  torchFile,
} from "../../support/pickle-bytes.ts";
import { writeSparseTorchFile } from "../../support/sparse-torch-file.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const script = (name: string, state: Uint8Array) => join(global("__torch__.model", name), ")", 0x81, state, "b");
/** A list of omegaconf 2.3, as pickle writes it: the parent that it and its items point to is left out. */
const listConfig = (...items: readonly Uint8Array[]) => {
  const instance = (module: string, name: string, state: Uint8Array) =>
    join(global(module, name), ")", 0x81, state, "b");
  const any = global("typing", "Any");
  const cache = call(global("collections", "defaultdict"), global("__builtin__", "dict"));
  const about = { ref_type: any, object_type: global("__builtin__", "list"), key_type: global("__builtin__", "long") };
  const nodes = items.map((value) => {
    const metadata = instance("omegaconf.base", "Metadata", named({ ref_type: any }));
    return instance("omegaconf.nodes", "AnyNode", named({ _metadata: metadata, _val: value }));
  });
  const metadata = instance("omegaconf.base", "ContainerMetadata", named({ ...about, resolver_cache: cache }));
  const state = named({ _metadata: metadata, _content: join("](", ...nodes, "e") });
  return instance("omegaconf.listconfig", "ListConfig", state);
};
const parameter = (value: Uint8Array) => call(global("torch._utils", "_rebuild_parameter"), value, 0x88, orderedDict);

describe("the tensors of a torch file", () => {
  test.each([
    { name: "in the root", root: named({ a: four, epoch: int(3) }), names: ["a"] },
    { name: "in an OrderedDict", root: join(orderedDict, "(", text("a"), four, "u"), names: ["a"] },
    {
      name: "in an OrderedDict with attributes",
      root: join(orderedDict, text("a"), four, "s", named({ _metadata: orderedDict }), "b"),
      names: ["a"],
    },
    {
      name: "under state_dict",
      root: named({ model: named({ b: four }), state_dict: named({ a: four }) }),
      names: ["a"],
    },
    {
      name: "under model_state_dict",
      root: named({ model_state_dict: named({ a: four }), x: named({ b: four }) }),
      names: ["a"],
    },
    { name: "under model", root: named({ other: named({ b: four }), model: named({ a: four }) }), names: ["a"] },
    {
      name: "under the only dict that has any",
      root: named({ epoch: int(1), teacher: named({ a: four }), optimizer: named({ lr: int(1) }) }),
      names: ["a"],
    },
    {
      name: "behind a prefix of all",
      root: named({ "module.a": four, "module.module.b": four }),
      names: ["a", "module.b"],
    },
    { name: "behind both prefixes", root: named({ "module._orig_mod.a": four }), names: ["a"] },
    { name: "behind a prefix of some", root: named({ "module.a": four, b: four }), names: ["module.a", "b"] },
    {
      name: "with the prefix within",
      root: named({ "fusion_module.a": four, "a.module.b": four }),
      names: ["fusion_module.a", "a.module.b"],
    },
    {
      name: "that are parameters",
      root: named({ a: parameter(four), b: parameter(parameter(four)) }),
      names: ["a", "b"],
    },
    {
      name: "beside keys that are numbers",
      root: dict([
        [int(0), four],
        [text("a"), four],
      ]),
      names: ["a"],
    },
    {
      name: "beside settings that OmegaConf held",
      root: named({ model: named({ a: four }), config: named({ scale: listConfig(int(1), int(2)) }) }),
      names: ["a"],
    },
    { name: "named __proto__", root: named({ ["__proto__"]: four, a: four }), names: ["__proto__", "a"] },
    {
      name: "of script modules",
      root: script(
        "Model",
        named({
          a: four,
          training: join(0x89),
          inner: script(
            "Part",
            named({ b: four, size: call(global("torch.jit._pickle", "build_intlist"), join("](", int(1), "e")) }),
          ),
        }),
      ),
      names: ["a", "inner.b"],
    },
  ])("$name are found", async ({ root, names }) => {
    await using checkpoint = await openBytes(torchFile(pickle(root)));
    expect(checkpoint.format).toBe("torch");
    expect([...checkpoint.tensors.keys()]).toEqual(names);
    for (const name of names) expect([...(await checkpoint.read(name))]).toEqual([1, 2, 3, 4]);
  });

  test.each<TensorParts & { name: string; values: readonly number[] }>([
    { name: "a scalar", offset: 2, shape: [], strides: [], values: [3] },
    { name: "an empty tensor", shape: [0, 3], strides: [3, 1], values: [] },
    { name: "an empty tensor without a storage to speak of", elements: 0, shape: [0], strides: [1], values: [] },
    { name: "a transposed tensor", shape: [2, 2], strides: [1, 2], values: [1, 3, 2, 4] },
    { name: "a column", offset: 1, shape: [2, 1], strides: [2, 1], values: [2, 4] },
    { name: "an expanded tensor", offset: 3, shape: [2, 3], strides: [0, 0], values: [4, 4, 4, 4, 4, 4] },
    { name: "an expanded row", shape: [2, 1, 2], strides: [0, 7, 1], values: [1, 2, 1, 2] },
    { name: "overlapping windows", shape: [3, 2], strides: [1, 1], values: [1, 2, 2, 3, 3, 4] },
    {
      name: "a row-major tensor whose axes of one have odd strides",
      shape: [1, 2, 1, 2],
      strides: [9, 2, 99, 1],
      values: [1, 2, 3, 4],
    },
    { name: "bytes", storage: "ByteStorage", elements: 16, offset: 2, shape: [2], strides: [1], values: [128, 63] },
    { name: "flags of torch 2 that say nothing", shape: [1], strides: [1], more: "}", values: [1] },
    { name: "a None in their place", shape: [1], strides: [1], more: "N", values: [1] },
  ])("$name is read row by row", async ({ name: _, values, ...parts }) => {
    expect(await readBytes(torchFile(pickle(named({ a: tensor(parts) }))))).toEqual({ a: values });
  });

  const sparse = async (shape: readonly number[], strides: readonly number[], at: readonly number[] = []) => {
    const path = pathOf(await temporaryFolder(), "sparse.bin");
    const sizeBytes = 2_000_000_016;
    const view = tensor({ key: "1", storage: "ByteStorage", elements: sizeBytes, shape, strides });
    await writeSparseTorchFile(path, pickle(named({ a: view })), { at, sizeBytes });
    return openCheckpoint(path);
  };

  test.each([
    { name: "row by row", shape: [3, 2], strides: [1e9, 2], at: [0, 2, 1e9, 1e9 + 2, 2e9, 2e9 + 2] },
    { name: "column by column", shape: [2, 3], strides: [2, 1e9], at: [0, 1e9, 2e9, 2, 1e9 + 2, 2e9 + 2] },
    { name: "one by one", shape: [3], strides: [999_999_999], at: [0, 999_999_999, 1_999_999_998] },
  ])("far from each other take no more memory than they are: $name", async ({ shape, strides, at }) => {
    await using checkpoint = await sparse(shape, strides, at);
    const held = () => process.memoryUsage().arrayBuffers;
    const before = held();
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, held() - before);
    }, 1);
    expect([...(await checkpoint.read("a"))]).toEqual(at.map((_, i) => i + 1));
    clearInterval(watch);
    expect(Math.max(most, held() - before)).toBeLessThan(20e6);
  });

  test("of any view are those that its strides say", async () => {
    const elements = 40_000;
    const shorts = Int16Array.from({ length: elements }, (_, i) => i % 30_000);
    const more = [{ name: "archive/data/1", data: new Uint8Array(shorts.buffer) }];
    const axis = fc.record({ size: fc.integer({ min: 1, max: 5 }), stride: fc.integer({ min: 0, max: 3_000 }) });
    const view = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.array(axis, { minLength: 1, maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(view, async ([offset, axes]) => {
        const shape = axes.map(({ size }) => size);
        const strides = axes.map(({ stride }) => stride);
        const wanted = axes.reduce(
          (from, { size, stride }) => from.flatMap((at) => Array.from({ length: size }, (_, i) => at + i * stride)),
          [offset],
        );
        const made = tensor({ key: "1", storage: "ShortStorage", elements, offset, shape, strides });
        const { a } = await readBytes(torchFile(pickle(named({ a: made })), more));
        expect(a).toEqual(wanted.map((at) => shorts[at]));
      }),
      { numRuns: 50 },
    );
  });

  test("scattered by the million are refused", async () => {
    await using checkpoint = await sparse([200, 200, 200], [5_000_000, 4_000_000, 1_000_000]);
    await expect(checkpoint.read("a")).rejects.toMatchObject({ code: "CHECKPOINT_UNREADABLE", reason: "hostile" });
  });

  test("may give their shape as torch.Size, and use the elder function", async () => {
    const size = call(global("torch", "Size"), ints(2));
    const storage = tensor({ shape: [], strides: [] });
    const stored = storage.subarray(storage.indexOf("(", storage.indexOf("_v2")) + 1, storage.indexOf("Q") + 1);
    const made = call(global("torch._utils", "_rebuild_tensor"), stored, int(1), size, ints(1));
    expect(await readBytes(torchFile(pickle(named({ a: made }))))).toEqual({ a: [2, 3] });
  });

  test("are found when the pickle has protocol 5", async () => {
    const short = (value: string) => join(0x8c, value.length, value, 0x94);
    const name = join(short("torch._utils"), short("_rebuild_tensor_v2"), 0x93, 0x94);
    const type = join(short("torch"), short("FloatStorage"), 0x93, 0x94);
    const stored = join("(", short("storage"), type, short("0"), short("cpu"), "K", 4, "t", 0x94, "Q");
    const made = join(name, "(", stored, "K", 0, "K", 4, 0x85, "K", 1, 0x85, 0x89, orderedDict, "t", 0x94, "R");
    const body = join("}", 0x94, short("a"), made, "s.");
    const frame = Buffer.alloc(8);
    frame.writeBigUInt64LE(BigInt(body.length));
    expect(await readBytes(torchFile(join(0x80, 5, 0x95, frame, body)))).toEqual({ a: [1, 2, 3, 4] });
  });

  test("more than a block of them are decoded whole", async () => {
    const shorts = Int16Array.from({ length: 2 ** 20 + 5 }, (_, i) => i % 1000);
    const parts = { key: "1", storage: "ShortStorage", elements: shorts.length, shape: [shorts.length], strides: [1] };
    const more = [{ name: "archive/data/1", data: new Uint8Array(shorts.buffer) }];
    await using checkpoint = await openBytes(torchFile(pickle(named({ a: tensor(parts) })), more));
    const values = await checkpoint.read("a");
    expect(values.length).toBe(shorts.length);
    expect(values.findIndex((value, i) => value !== shorts[i])).toBe(-1);
  });

  test("of TorchScript may be shared by modules", async () => {
    const shared = join(script("Part", named({ b: four })), "q", 9);
    const root = script("Model", named({ first: shared, second: join("h", 9) }));
    expect(Object.keys(await readBytes(torchFile(pickle(root)))).sort()).toEqual(["first.b", "second.b"]);
  });
});

describe("a torch file is refused", () => {
  test.each<TensorParts & { name: string; reason?: string }>([
    { name: "strides beyond the storage", shape: [2, 2], strides: [3, 1] },
    { name: "an offset beyond the storage", offset: 4, shape: [1], strides: [1] },
    { name: "a negative offset", offset: -1, shape: [1], strides: [1] },
    { name: "a negative stride", offset: 3, shape: [2], strides: [-1] },
    { name: "a negative size", shape: [-1, -4], strides: [1, 1] },
    { name: "more strides than sizes", shape: [4], strides: [4, 1] },
    { name: "a storage greater than its data", elements: 5, shape: [4], strides: [1] },
    { name: "a storage of a wider type than its data", storage: "DoubleStorage", shape: [1], strides: [1] },
    { name: "a storage that is not there", key: "7", shape: [4], strides: [1] },
    { name: "a storage out of its folder", key: "../data.pkl", shape: [4], strides: [1] },
    { name: "a storage named like a property", key: "__proto__", shape: [4], strides: [1] },
    { name: "four elements repeated without end", shape: [2 ** 13, 2 ** 13], strides: [0, 0], reason: "hostile" },
    {
      name: "windows repeated without end",
      elements: 4,
      shape: [2 ** 24, 2, 2],
      strides: [0, 1, 1],
      reason: "hostile",
    },
    { name: "more elements than memory", shape: [2 ** 30, 2 ** 30], strides: [0, 0], reason: "unsupported" },
    { name: "complex numbers", storage: "ComplexFloatStorage", shape: [1], strides: [1], reason: "unsupported" },
    { name: "values to be negated", shape: [1], strides: [1], more: named({ neg: join(0x88) }), reason: "unsupported" },
  ])("for $name", async ({ name: _, reason = "damaged", ...parts }) => {
    const bytes = torchFile(pickle(named({ a: tensor(parts) })));
    await expect(openBytes(bytes)).rejects.toMatchObject({ code: "CHECKPOINT_UNREADABLE", reason });
  });

  test.each([
    { name: "no tensors", root: named({ a: int(1) }) },
    { name: "a list", root: join("](", four, "e") },
    { name: "a tensor alone", root: four },
    {
      name: "two state dicts of equal standing",
      root: named({ student: named({ a: four }), teacher: named({ a: four }) }),
    },
    { name: "a state dict too deep", root: named({ a: named({ b: named({ c: four }) }) }) },
    { name: "a script module of numbers", root: script("Model", named({ a: int(1) })) },
    { name: "a script module with a state of its own", root: script("Model", ints(1)) },
    { name: "a model", root: join(global("torch.nn.modules.linear", "Linear"), ")", 0x81, named({ a: four }), "b") },
    { name: "a sparse tensor", root: named({ a: call(global("torch._utils", "_rebuild_sparse_tensor"), int(0)) }) },
    {
      name: "a tensor of another element type",
      root: named({ a: call(global("torch._utils", "_rebuild_tensor_v3"), int(0)) }),
    },
  ])("as unsupported when it holds $name", async ({ root }) => {
    await expect(openBytes(torchFile(pickle(root)))).rejects.toMatchObject({ reason: "unsupported" });
  });

  test("with the word that helps for a model", async () => {
    const root = join(global("torch.nn.modules.linear", "Linear"), ")", 0x81);
    await expect(openBytes(torchFile(pickle(root)))).rejects.toMatchObject({
      remedy: expect.stringContaining("state_dict()"),
    });
  });

  test("when a module holds itself", async () => {
    const root = join(global("__torch__", "M"), ")", 0x81, "q", 0, named({ a: join("h", 0), b: four }), "b");
    await expect(openBytes(torchFile(pickle(root)))).rejects.toMatchObject({ reason: "hostile" });
  });

  test("when modules multiply", async () => {
    const layer = (i: number) => named({ a: join("h", i), b: join("h", i) });
    const first = join(script("M", named({ w: four })), "q", 0, "0");
    const more = Array.from({ length: 40 }, (_, i) => join(script("M", layer(i)), "q", i + 1, "0"));
    const root = join(first, ...more, "h", 40);
    await expect(openBytes(torchFile(pickle(root)))).rejects.toMatchObject({ reason: "hostile" });
  });

  test("when names of modules grow without end", async () => {
    const root = script("M", named({ ["n".repeat(600)]: script("M", named({ ["n".repeat(600)]: four })) }));
    await expect(openBytes(torchFile(pickle(root)))).rejects.toMatchObject({ reason: "hostile" });
  });

  test("when one tensor has a hundred thousand names", async () => {
    const names = Array.from({ length: 100_001 }, (_, i) => join(text(`${i}`), "h", 0));
    const root = join(four, "q", 0, "0", "}(", ...names, "u");
    await expect(openBytes(torchFile(pickle(root)))).rejects.toMatchObject({ reason: "unsupported" });
  });
});

test("the bytes of the storage in these tests are those of 1 to 4", () => {
  expect([...new Float32Array(fourBytes.buffer)]).toEqual([1, 2, 3, 4]);
});

import { describe, expect, test } from "vitest";
import { openBytes, readBytes, safetensorsBytes } from "../../support/checkpoint-file.ts";

const floats = (...values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);
const tensor = (dtype: string, shape: readonly unknown[], begin: unknown, end: unknown) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe("a safetensors file", () => {
  test("gives its tensors, wherever its data begins and in whatever order its header has them", async () => {
    const header = {
      __metadata__: { format: "pt" },
      b: tensor("F32", [], 8, 12),
      a: tensor("F32", [1, 2], 0, 8),
      none: tensor("F32", [0, 3], 12, 12),
    };
    const bytes = safetensorsBytes(`${JSON.stringify(header)}   `, floats(1, 2, 3));
    expect(await readBytes(bytes)).toEqual({ a: [1, 2], b: [3], none: [] });
    await using checkpoint = await openBytes(bytes);
    expect(checkpoint.format).toBe("safetensors");
    expect(checkpoint.tensors.get("a")).toEqual({ elementType: "float32", shape: [1, 2] });
  });

  test("may be empty", async () => {
    expect(await readBytes(safetensorsBytes({}, floats()))).toEqual({});
  });

  test("may name a tensor __proto__ or like a method of objects", async () => {
    const entry = (begin: number) => JSON.stringify(tensor("F32", [1], begin, begin + 4));
    const header = `{"__proto__": ${entry(0)}, "constructor": ${entry(4)}, "toString": ${entry(8)}}`;
    await using checkpoint = await openBytes(safetensorsBytes(header, floats(1, 2, 3)));
    expect([...checkpoint.tensors.keys()]).toEqual(["__proto__", "constructor", "toString"]);
    expect([...(await checkpoint.read("__proto__"))]).toEqual([1]);
    expect("dtype" in {}).toBe(false);
  });

  test.each([
    { name: "an array", header: "[]      ", reason: "unsupported" },
    { name: "a hole", header: { a: tensor("F32", [1], 0, 4), b: tensor("F32", [1], 8, 12) } },
    { name: "an overlap", header: { a: tensor("F32", [2], 0, 8), b: tensor("F32", [2], 4, 12) } },
    { name: "no tensor at the start", header: { a: tensor("F32", [2], 4, 12) } },
    { name: "data left over", header: { a: tensor("F32", [1], 0, 4) } },
    { name: "a shape that is too small", header: { a: tensor("F32", [2], 0, 12) } },
    { name: "a negative size", header: { a: tensor("F32", [-3], 0, 12) } },
    { name: "sizes that are negative twice", header: { a: tensor("F32", [-1, -3], 0, 12) } },
    { name: "a broken size", header: { a: tensor("F32", [1.5, 2], 0, 12) } },
    { name: "a size in words", header: { a: tensor("F32", ["3"], 0, 12) } },
    { name: "an end before its start", header: { a: tensor("F32", [3], 12, 0) } },
    { name: "no offsets", header: { a: { dtype: "F32", shape: [3] } } },
    { name: "metadata that is no text", header: { __metadata__: { a: 1 }, a: tensor("F32", [3], 0, 12) } },
    { name: "more axes than torch has", header: { a: tensor("F32", Array(65).fill(1), 0, 12) } },
    { name: "endless nesting", header: `{"a": ${"[".repeat(200_000)}` },
    { name: "a byte order mark", header: "\ufeff{}", reason: "unsupported" },
    { name: "elements of 8 bits", header: { a: tensor("F8_E4M3", [12], 0, 12) }, reason: "unsupported" },
    { name: "a shape beyond all memory", header: { a: tensor("F32", [2 ** 31], 0, 2 ** 33) }, reason: "unsupported" },
    {
      name: "a shape beyond all numbers",
      header: { a: tensor("F32", Array(9).fill(2 ** 52), 0, 12) },
      reason: "unsupported",
    },
    { name: "more tensors than data", header: { a: tensor("F32", [4], 0, 16) }, reason: "truncated" },
  ])("with $name is refused", async ({ header, reason = "damaged" }) => {
    await expect(openBytes(safetensorsBytes(header, floats(1, 2, 3)))).rejects.toMatchObject({
      code: "CHECKPOINT_UNREADABLE",
      reason,
    });
  });

  test("whose header is not UTF-8 is refused", async () => {
    const bytes = safetensorsBytes('{"?": 1}', floats());
    bytes[bytes.indexOf("?")] = 0xff;
    await expect(openBytes(bytes)).rejects.toMatchObject({
      reason: "damaged",
      message: expect.stringContaining("JSON"),
    });
  });

  test("whose header is said to take 17 MiB is refused, though it is there", async () => {
    const bytes = safetensorsBytes("{}".padEnd(17 * 1024 * 1024), floats());
    await expect(openBytes(bytes)).rejects.toMatchObject({ reason: "unsupported" });
  });

  test("is refused with clean and short names alone", async () => {
    const name = `\u001b[31m"${"x".repeat(500)}\n`;
    const header = { [name]: tensor("F32", [2], 0, 12) };
    await expect(openBytes(safetensorsBytes(header, floats(1, 2, 3)))).rejects.toSatisfy(
      ({ message }) => /^[\x20-\x7e…]+$/.test(message) && message.length < 200,
    );
  });
});

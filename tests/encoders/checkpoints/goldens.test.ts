import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Checkpoint, elementTypes } from "../../../src/encoders/checkpoints/contract.ts";
import { openCheckpoint } from "../../../src/encoders/checkpoints/open-checkpoint.ts";
import { hasShared, shared } from "../../support/shared.ts";

const Tensor = z.object({ dtype: z.enum(elementTypes), shape: z.array(z.int()), sha256_as_float32: z.string() });
const Formats = z.object({
  files: z.record(z.string(), z.object({ tensors: z.record(z.string(), Tensor).optional() })),
});
const Case = z.object({ torch_file: z.string().optional() });

const formats = "goldens/formats";
const hasFormats = hasShared(formats);
const expected = hasFormats
  ? Formats.parse(JSON.parse(readFileSync(join(shared, formats, "formats.json"), "utf8"))).files
  : {};

/** Files that are refused, or whose tensors `formats.json` describes in other ways. */
const refused = [
  { file: "legacy_nonzip.pt", reason: "unsupported" },
  { file: "hostile_os_system.bin", reason: "hostile" },
  { file: "hostile_eval.bin", reason: "hostile" },
  { file: "truncated.bin", reason: "truncated" },
  { file: "bad_header_length.safetensors", reason: "truncated" },
  { file: "bad_truncated.safetensors", reason: "truncated" },
  { file: "bad_overlap.safetensors", reason: "damaged" },
  { file: "bad_shape.safetensors", reason: "damaged" },
  { file: "bad_dtype.safetensors", reason: "unsupported" },
  { file: "bad_negative.safetensors", reason: "damaged" },
  { file: "bad_json.safetensors", reason: "damaged" },
] as const;
const others = ["proto_key.safetensors", "f16_bf16.safetensors"];
const read = Object.keys(expected).filter(
  (file) => !others.includes(file) && !refused.some(({ file: bad }) => bad === file),
);

async function sha256OfValues(checkpoint: Checkpoint, name: string): Promise<string> {
  return createHash("sha256")
    .update(new Uint8Array((await checkpoint.read(name)).buffer))
    .digest("hex");
}

async function described(checkpoint: Checkpoint) {
  const tensors = [...checkpoint.tensors].map(async ([name, { elementType, shape }]) => [
    name,
    { dtype: elementType, shape, sha256_as_float32: await sha256OfValues(checkpoint, name) },
  ]);
  return Object.fromEntries(await Promise.all(tensors));
}

describe.skipIf(!hasFormats)("the files of the format goldens", () => {
  test("are all of them asked for here", () => {
    expect(read).toHaveLength(9 + 1);
    expect(read.length + refused.length + others.length).toBe(Object.keys(expected).length);
  });

  test.each(read)("%s has the tensors that torch wrote", async (file) => {
    await using checkpoint = await openCheckpoint(join(shared, formats, file));
    expect(checkpoint.format).toBe(file.endsWith(".safetensors") ? "safetensors" : "torch");
    expect(await described(checkpoint)).toEqual(expected[file]?.tensors);
  });

  test.each(refused)("$file is refused as $reason", async ({ file, reason }) => {
    await expect(openCheckpoint(join(shared, formats, file))).rejects.toMatchObject({
      code: "CHECKPOINT_UNREADABLE",
      reason,
    });
  });

  test("a tensor named __proto__ is a tensor and nothing else", async () => {
    await using checkpoint = await openCheckpoint(join(shared, formats, "proto_key.safetensors"));
    expect(checkpoint.tensors.size).toBe(6);
    await using plain = await openCheckpoint(join(shared, formats, "ok.safetensors"));
    const bias = await sha256OfValues(plain, "ln.bias");
    expect(await sha256OfValues(checkpoint, "__proto__")).toBe(bias);
    expect("shape" in {}).toBe(false);
  });

  test("half floats beside data that is not aligned keep their subnormals", async () => {
    await using checkpoint = await openCheckpoint(join(shared, formats, "f16_bf16.safetensors"));
    expect([...(await checkpoint.read("h"))]).toEqual([1.5, -65504, 2 ** -24]);
    expect([...(await checkpoint.read("b"))]).toEqual([1.5, -(2 ** 127) * (1 + 98 / 128), 2 ** -133]);
  });
});

const models = "goldens/models";
const torchModels = hasShared(models)
  ? readdirSync(join(shared, models)).flatMap((name) => {
      const { torch_file } = Case.parse(JSON.parse(readFileSync(join(shared, models, name, "case.json"), "utf8")));
      return torch_file === undefined ? [] : [{ name, torchFile: torch_file }];
    })
  : [];

test.each(torchModels)("the torch file of $name has the weights of its safetensors file", async (model) => {
  await using torch = await openCheckpoint(join(shared, models, model.name, model.torchFile));
  await using safetensors = await openCheckpoint(join(shared, models, model.name, "weights.safetensors"));
  const [ours, reference] = [await described(torch), await described(safetensors)];
  // The generator added these to the torch files alone.
  const added = Object.keys(ours).filter((name) => !(name in reference));
  expect(added.filter((name) => !name.endsWith("position_ids"))).toEqual([]);
  expect(Object.fromEntries(Object.entries(ours).filter(([name]) => name in reference))).toEqual(reference);
});

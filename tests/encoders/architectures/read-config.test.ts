import { afterAll, describe, expect, test } from "vitest";
import { readConfig } from "../../../src/encoders/architectures/configs/read-config.ts";
import { shapesOf } from "../../../src/encoders/architectures/configs/shapes.ts";
import { ArchitectureError, WeightsMismatchError } from "../../../src/encoders/architectures/errors.ts";
import type { ArchitectureSpec } from "../../../src/encoders/architectures/spec.ts";
import { writeTowers } from "../../../src/encoders/architectures/write-towers.ts";
import type { Checkpoint } from "../../../src/encoders/checkpoints/contract.ts";
import { createOnnxEngine } from "../../../src/inference/onnx-engine.ts";
import { randomValues, tensorsOf } from "../../support/random-checkpoint.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { type ConfigVariant, huggingFaceVariants, openClipVariants, vitVariants } from "./config-variants.ts";

const variants = [...openClipVariants, ...vitVariants, ...huggingFaceVariants];
const engine = createOnnxEngine({ intraOpThreads: 1 });
afterAll(() => engine[Symbol.asyncDispose]());

const read = ({ config, shapes, family }: Pick<ConfigVariant, "config" | "shapes" | "family">) =>
  readConfig(config, shapesOf(new Map(Object.entries(shapes).map(([key, shape]) => [key, tensor(shape)]))), { family });

const tensor = (shape: readonly number[]) => ({ elementType: "float32" as const, shape });

/** A checkpoint that holds what an architecture takes, in random numbers. */
function checkpointOf(spec: ArchitectureSpec, more: Readonly<Record<string, readonly number[]>> = {}): Checkpoint {
  const tensors = new Map([...tensorsOf(spec), ...Object.entries(more)].map(([key, shape]) => [key, tensor(shape)]));
  return {
    format: "safetensors",
    tensors,
    read: async (name) => Float32Array.from(randomValues(name, tensors.get(name)?.shape ?? [])),
    [Symbol.asyncDispose]: async () => {},
  };
}

test.each(variants)("$name: read as its publisher's code reads it", (variant) => {
  const { image, text } = read(variant);
  expect(image).toMatchObject(variant.image);
  if (variant.text) expect(text).toMatchObject(variant.text);
});

test.each(variants.filter(({ readOnly }) => !readOnly))(
  "$name: a checkpoint of it is read the same, and its graphs run",
  async ({ config, family, shapes }) => {
    const spec = read({ config, family, shapes });
    const checkpoint = checkpointOf(spec, { "embeddings.position_ids": [1, 8] });
    // shapes of which nothing but a hint is taken, such as DINOv2's `mask_token`
    const all = new Map([
      ...Object.entries(shapes).map(([key, shape]) => [key, tensor(shape)] as const),
      ...checkpoint.tensors,
    ]);
    expect(readConfig(config, shapesOf(all), { family })).toEqual(spec);
    const folder = await temporaryFolder();
    const { image, text, dimensions } = await writeTowers(checkpoint, spec, { folder, producer: "test" });
    const { imagePx } = spec.image;
    const open = (tower: typeof image) =>
      engine.open(`${folder}/${tower.graph.name}`, {
        sha256: tower.graph.sha256,
        weights: { path: `${folder}/${tower.weights.name}`, sha256: tower.weights.sha256 },
      });
    const pixels = randomValues("pixels", [2, 3, imagePx, imagePx]);
    const seen = await (await open(image)).run({
      pixel_values: { type: "float32", data: pixels, dims: [2, 3, imagePx, imagePx] },
    });
    expectFinite(seen.image_embeds, [2, dimensions]);
    if (!spec.text || !text) return;
    const ids = BigInt64Array.from({ length: 2 * spec.text.context }, (_, i) => BigInt((i * 7) % 500));
    const told = await (await open(text)).run({
      input_ids: { type: "int64", data: ids, dims: [2, spec.text.context] },
    });
    expectFinite(told.text_embeds, [2, dimensions]);
  },
);

function expectFinite(
  found: { readonly data: ArrayLike<number | bigint>; readonly dims: readonly number[] },
  dims: number[],
) {
  expect(found.dims).toEqual(dims);
  expect(Array.from(found.data).every((value) => Number.isFinite(Number(value)))).toBe(true);
  expect(new Set(Array.from(found.data)).size).toBeGreaterThan(dims[1]); // the two differ
}

describe("what is not built is said, and nothing is guessed", () => {
  const [siglip, uniMed] = openClipVariants;
  const [uni2] = vitVariants;
  const changed = (variant: ConfigVariant, config: unknown) => ({ ...variant, config });

  test.each([
    { name: "a pooling of another name", variant: changed(uni2, { architecture: "vit_base", global_pool: "avgmax" }) },
    {
      name: "a gate that is no SiLU",
      variant: changed(uni2, { architecture: "vit_base", model_args: { act_layer: "GELU" } }),
    },
    {
      name: "heads of unequal widths",
      variant: changed(uni2, { architecture: "vit_base", model_args: { num_heads: 5 } }),
      built: true,
    },
    {
      name: "an image of other proportions",
      variant: changed(uni2, { architecture: "vit_base", model_args: { img_size: [56, 70] } }),
    },
    {
      name: "an image of another size",
      variant: changed(uni2, { architecture: "vit_base", model_args: { img_size: 224 } }),
    },
    {
      name: "a class token where there is none",
      variant: {
        ...siglip,
        config: { architecture: "vit_base", global_pool: "token" },
        family: "timm-vit",
        shapes: {
          "patch_embed.proj.weight": [48, 3, 14, 14],
          pos_embed: [1, 16, 48],
          "blocks.0.mlp.fc1.weight": [192, 48],
          "blocks.0.mlp.fc2.weight": [48, 192],
        },
      },
    },
    {
      name: "RoBERTa, whose keys are BERT's",
      variant: changed(uniMed, { ...Object(uniMed.config), text_hf_config: { model_type: "xlm-roberta" } }),
    },
    { name: "a model type of another family", variant: { config: { model_type: "siglip2" }, shapes: {} } },
    {
      name: "null where a size must stand",
      variant: { config: { model_type: "clip", projection_dim: null }, shapes: {} },
    },
    { name: "no configuration and no keys that are known", variant: { config: null, shapes: {} } },
  ])("$name", ({ variant, built = false }) => {
    const attempt = () => {
      const spec = read(variant);
      if (built) tensorsOf(spec);
    };
    expect(attempt).toThrow(ArchitectureError);
  });

  test("a layer that the configuration states and the checkpoint lacks", async () => {
    const { config, shapes } = uni2;
    const stated = { ...Object(config), model_args: { ...Object(config).model_args, depth: 3 } };
    const deeper = read({ config: stated, shapes });
    expect(deeper.image).toMatchObject({ depth: 3 });
    const folder = await temporaryFolder();
    await expect(writeTowers(checkpointOf(read(uni2)), deeper, { folder, producer: "test" })).rejects.toThrow(
      WeightsMismatchError,
    );
  });
});

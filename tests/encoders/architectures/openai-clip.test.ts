import { afterAll, describe, expect, test } from "vitest";
import { readConfig } from "../../../src/encoders/architectures/configs/read-config.ts";
import { shapesOf } from "../../../src/encoders/architectures/configs/shapes.ts";
import type { ArchitectureSpec, ResNetSpec } from "../../../src/encoders/architectures/spec.ts";
import { writeTowers } from "../../../src/encoders/architectures/write-towers.ts";
import { openCheckpoint } from "../../../src/encoders/checkpoints/open-checkpoint.ts";
import { createOnnxEngine } from "../../../src/inference/onnx-engine.ts";
import { randomValues, writeRandomCheckpoint } from "../../support/random-checkpoint.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const engine = createOnnxEngine({ intraOpThreads: 1 });
afterAll(() => engine[Symbol.asyncDispose]());

const resNet: ResNetSpec = {
  kind: "resnet",
  variant: "openai",
  prefix: "visual.",
  imagePx: 96,
  stem: 8,
  planes: 8,
  layers: [1, 2, 1, 1],
  pool: { kind: "attention", prefix: "visual.attnpool.", heads: 4, dimensions: 24 },
  projection: { kind: "none" },
};

/** OpenAI's ResNet-50 with an eighth of its channels. */
const tiny: ArchitectureSpec = {
  image: resNet,
  text: {
    kind: "clip-text",
    layout: "open-clip",
    prefix: "",
    context: 16,
    vocabulary: 100,
    width: 64,
    depth: 2,
    heads: 1,
    hidden: 256,
    activation: "quick-gelu",
    layerNormEps: 1e-5,
    causal: true,
    pool: { kind: "highest-id" },
    projection: { kind: "matrix", key: "text_projection", dimensions: 24 },
  },
  logits: { scale: "logit_scale", bias: null },
  unused: ["input_resolution", "context_length", "vocab_size"],
};

async function randomCheckpoint(spec: ArchitectureSpec) {
  const folder = await temporaryFolder();
  const path = `${folder}/RN50.safetensors`;
  await writeRandomCheckpoint(path, spec);
  return { folder, checkpoint: await openCheckpoint(path) };
}

describe.each([
  { name: "whole cells", imagePx: 96, config: {} },
  // 109 px: the stem makes 55 and 27 of them, the stages 27, 13, 6 and 3
  { name: "pixels left over at the end", imagePx: 109, config: { image_size: 109 } },
])("OpenAI's ResNet, of a picture with $name", ({ imagePx, config }) => {
  const spec: ArchitectureSpec = { ...tiny, image: { ...resNet, imagePx } };

  test("is known by its keys and read from their shapes", async () => {
    const { checkpoint } = await randomCheckpoint(spec);
    await using held = checkpoint;
    expect(readConfig(config, shapesOf(held.tensors), { family: "openai-clip" })).toEqual(spec);
    if (imagePx === 96) expect(readConfig(null, shapesOf(held.tensors))).toEqual(spec);
  });

  test("becomes graphs that run", async () => {
    const { folder, checkpoint } = await randomCheckpoint(spec);
    await using held = checkpoint;
    const { image, dimensions } = await writeTowers(held, spec, { folder, producer: "test" });
    expect(dimensions).toBe(24);
    const session = await engine.open(`${folder}/${image.graph.name}`, {
      sha256: image.graph.sha256,
      weights: { path: `${folder}/${image.weights.name}`, sha256: image.weights.sha256 },
    });
    const dims = [1, 3, imagePx, imagePx];
    const data = Float32Array.from(randomValues("pixels", dims));
    const { image_embeds } = await session.run({ pixel_values: { type: "float32", data, dims } });
    expect(image_embeds.dims).toEqual([1, 24]);
    expect([...image_embeds.data].every((value) => Number.isFinite(Number(value)))).toBe(true);
  });
});

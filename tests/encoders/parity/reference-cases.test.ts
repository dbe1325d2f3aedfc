import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkCase } from "../../../src/encoders/parity/check-case.ts";
import { tolerances } from "../../../src/encoders/parity/compare.ts";
import { createOnnxEngine } from "../../../src/inference/onnx-engine.ts";
import { type FileTensor, readSafetensors, writeSafetensors } from "../../support/safetensors-file.ts";
import { hasShared, shared } from "../../support/shared.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const cases = "goldens/models";
const missing = !hasShared(cases);

async function check(folder: string) {
  await using engine = createOnnxEngine({ intraOpThreads: 1 });
  const graphs = await temporaryFolder();
  return { result: await checkCase(folder, { engine, folder: graphs, producer: "test" }), graphs };
}

/** A copy of a case, some of whose files are changed. */
async function copyOf(name: string, change: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(await temporaryFolder(), name);
  await cp(join(shared, cases, name), folder, { recursive: true, mode: 0 });
  await change(folder);
  return folder;
}

/** Replaces one of its files: the copies are read-only, as the originals. */
async function replace(folder: string, name: string, content: string): Promise<void> {
  await rm(join(folder, name), { force: true });
  await writeFile(join(folder, name), content);
}

const changeJson = (name: string, from: string | RegExp, to: string) => async (folder: string) => {
  const text = await readFile(join(folder, name), "utf8");
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  await replace(folder, name, changed);
};

const changeWeights = (change: (tensors: Map<string, FileTensor>) => void) => async (folder: string) => {
  const path = join(folder, "weights.safetensors");
  const tensors = await readSafetensors(path);
  change(tensors);
  await rm(path);
  await writeSafetensors(path, tensors);
};

describe.skipIf(missing)("reference vectors of the upstream code (skipped where ../shared is missing)", () => {
  test.each([
    { name: "biomedclip", has: ["image", "text", "logits", "patches"] },
    { name: "biovil-t", has: ["image", "text", "logits", "patches"] },
    { name: "chexzero", has: ["image", "text", "logits"] },
    { name: "conch", has: ["image", "text", "logits", "patches"] },
    { name: "cxrclip-resnet", has: ["image", "text", "logits"] },
    { name: "cxrclip-swin", has: ["image", "text", "logits"] },
    { name: "dinov2-hf-swiglu", has: ["image", "patches"] },
    { name: "dinov2-native-reg", has: ["image", "patches"] },
    { name: "flair", has: ["image", "text", "logits"] },
    { name: "h-optimus-0", has: ["image", "patches"] },
    { name: "hf-clip-gelu", has: ["image", "text", "logits", "patches"] },
    { name: "hf-clip-quickgelu", has: ["image", "text", "logits", "patches"] },
    { name: "hf-siglip", has: ["image", "text", "logits", "patches"] },
    { name: "keep", has: ["image", "text", "logits", "patches"] },
    { name: "medclip-resnet", has: ["image", "text", "logits"] },
    { name: "medclip-vit", has: ["image", "text", "logits"] },
    { name: "openclip-customtext", has: ["image", "text", "logits"] },
    { name: "openclip-rn50-quickgelu", has: ["image", "text", "logits"] },
    { name: "openclip-vit-gelu", has: ["image", "text", "logits", "patches"] },
    { name: "openclip-vit-hfbert-mean", has: ["image", "text", "logits"] },
    { name: "openclip-vit-quickgelu", has: ["image", "text", "logits", "patches"] },
    { name: "pmc-clip", has: ["image", "text", "logits"] },
    { name: "retfound", has: ["image"] },
    { name: "uni", has: ["image", "patches"] },
    { name: "virchow2", has: ["image", "patches"] },
  ])("$name is within its tolerances in $has", async ({ name, has }) => {
    const { result } = await check(join(shared, cases, name));
    expect(result).toMatchObject({ case: name, pass: true });
    expect(result.reason).toBeUndefined();
    const { image, text, logits, patches } = result.maxAbs;
    const measured = Object.entries(result.maxAbs).flatMap(([part, value]) => (value === null ? [] : [part]));
    expect(measured.sort()).toEqual([...has].sort());
    if (name !== "retfound") expect(image).toBeLessThan(tolerances.unit); // RETFound's reference is not normalised
    expect(text ?? 0).toBeLessThan(tolerances.unit);
    expect(logits ?? 0).toBeLessThan(tolerances.logits);
    expect(patches ?? 0).toBeLessThan(1e-3);
    expect(result.cosine).toBeGreaterThan(0.999999);
  });

  test.each([
    {
      name: "another activation",
      of: "hf-clip-gelu",
      change: async (folder: string) => {
        await changeJson("config.json", /"hidden_act": "gelu"/g, '"hidden_act": "quick_gelu"')(folder);
      },
    },
    {
      name: "another epsilon",
      of: "hf-clip-gelu",
      change: changeJson("config.json", /"layer_norm_eps": 1e-05/g, '"layer_norm_eps": 1e-6'),
    },
    {
      name: "another number of heads",
      of: "uni",
      change: changeJson("config.json", '"num_heads": 4', '"num_heads": 3'),
    },
    {
      name: "another place of the end of text",
      of: "hf-clip-gelu",
      change: changeJson("config.json", '"eos_token_id": 599', '"eos_token_id": 5'),
    },
  ])("$name is noticed", async ({ of, change }) => {
    const { result } = await check(await copyOf(of, change));
    expect(result).toMatchObject({ pass: false });
    expect(result.reason).toMatch(/^over the tolerance: /);
  });

  test("a timm tower that transformers saved, its `gamma` renamed to `weight`, is the same", async () => {
    const change = changeWeights((all) => {
      for (const [key, tensor] of [...all]) {
        if (!key.endsWith(".gamma")) continue;
        all.delete(key);
        all.set(key.replace(/gamma$/, "weight"), tensor);
      }
    });
    expect((await check(await copyOf("keep", change))).result).toMatchObject({ pass: true });
  });

  test("a remark on the activation does not overrule the configuration", async () => {
    const change = changeJson("case.json", '"activation": "quick_gelu"', '"activation": "gelu, of the text"');
    expect((await check(await copyOf("openclip-vit-quickgelu", change))).result).toMatchObject({ pass: true });
  });

  test("without vectors nothing is claimed", async () => {
    const folder = await copyOf("uni", (copy) => rm(join(copy, "expected.safetensors")));
    expect((await check(folder)).result).toMatchObject({ pass: false, reason: "noReference", cosine: null });
  });

  test.each([
    { name: "a missing key", change: (all: Map<string, FileTensor>) => all.delete("visual.ln_post.bias") },
    {
      name: "an extra key",
      change: (all: Map<string, FileTensor>) => all.set("visual.ln_posted.bias", tensorOf(all, "visual.ln_post.bias")),
    },
    {
      name: "a missing last layer",
      change: (all: Map<string, FileTensor>) => {
        for (const key of [...all.keys()]) if (key.startsWith("visual.transformer.resblocks.2.")) all.delete(key);
      },
    },
    {
      name: "a transposed weight",
      change: (all: Map<string, FileTensor>) => {
        const key = "transformer.resblocks.0.mlp.c_fc.weight";
        const { dtype, shape, bytes } = tensorOf(all, key);
        all.set(key, { dtype, shape: [...shape].reverse(), bytes });
      },
    },
    {
      name: "integers for weights",
      change: (all: Map<string, FileTensor>) =>
        all.set("ln_final.weight", { ...tensorOf(all, "ln_final.weight"), dtype: "I32" }),
    },
  ])("$name is refused, and nothing is written", async ({ change }) => {
    const { result, graphs } = await check(await copyOf("openclip-vit-quickgelu", changeWeights(change)));
    expect(result).toMatchObject({ pass: false, reason: "WEIGHTS_MISMATCH" });
    expect(await readdir(graphs)).toEqual([]);
  });

  test("a family and a configuration that nobody knows are said not to be built", async () => {
    const change = async (folder: string) => {
      await changeJson("case.json", '"family": "timm-vit"', '"family": "volumes"')(folder);
      await replace(folder, "config.json", '{"model_type": "ct_vit"}');
    };
    const { result } = await check(await copyOf("uni", change));
    expect(result).toMatchObject({ pass: false, reason: "ARCHITECTURE_NOT_BUILT" });
  });
});

function tensorOf(all: ReadonlyMap<string, FileTensor>, key: string): FileTensor {
  const found = all.get(key);
  if (!found) throw new Error(`The case has no ${key}.`);
  return found;
}

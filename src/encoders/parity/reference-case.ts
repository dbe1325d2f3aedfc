import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { isMissing } from "../../core/errors.ts";
import { activationNamed } from "../architectures/configs/activation.ts";
import type { Activation } from "../architectures/spec.ts";
import { openCheckpoint } from "../checkpoints/open-checkpoint.ts";
import { CaseUnreadableError } from "./errors.ts";

const CaseFacts = z.looseObject({
  family: z.string(),
  name: z.string().optional(),
  /** As upstream calls it, with remarks in brackets: "gelu (erf)". */
  activation: z.string().optional(),
  torch_file: z.string().optional(),
  expected: z.record(z.string(), z.looseObject({ max_abs: z.number() })).default({}),
});

/** A checkpoint with the vectors that the reference code made of it. */
export interface ReferenceCase {
  readonly family: string;
  readonly config: unknown;
  readonly activation: Activation | undefined;
  readonly weightsFile: string;
  /** Largest value of each expected tensor, by which its tolerance grows. */
  readonly largest: Readonly<Record<string, number>>;
  /** Null where the folder holds no vectors to compare with. */
  readonly vectors: { readonly inputs: ReferenceTensors; readonly expected: ReferenceTensors } | null;
}

/** Values, row-major, and shape, by name. */
export type ReferenceTensors = ReadonlyMap<string, { readonly data: Float32Array; readonly dims: readonly number[] }>;

const configFiles = ["open_clip_config.json", "config.json"];
const weightFiles = ["weights.safetensors", "model.safetensors", "pytorch_model.bin", "open_clip_pytorch_model.bin"];

/**
 * Reads a case folder: `case.json`, a configuration as it was published, the weights, `inputs.safetensors` and `expected.safetensors`.
 * @throws {CaseUnreadableError}
 */
export async function readCase(folder: string): Promise<ReferenceCase> {
  const facts = CaseFacts.safeParse(await readJson(folder, ["case.json"]));
  if (!facts.success) throw new CaseUnreadableError("has no case.json that fits", { cause: facts.error });
  const { family, activation, torch_file, expected } = facts.data;
  const weights = await firstOf(folder, torch_file === undefined ? weightFiles : [...weightFiles, torch_file]);
  if (weights === null) throw new CaseUnreadableError("holds no weights");
  const known = /^(quick_gelu|gelu_pytorch_tanh|gelu_tanh|gelu)\b/.exec(activation ?? "");
  return {
    family,
    config: await readJson(folder, configFiles),
    activation: known === null ? undefined : activationNamed(known[0]),
    weightsFile: join(folder, weights),
    largest: Object.fromEntries(Object.entries(expected).map(([name, { max_abs }]) => [name, max_abs])),
    vectors: await readVectors(folder),
  };
}

async function readVectors(folder: string): Promise<ReferenceCase["vectors"]> {
  const [inputs, expected] = await Promise.all(
    ["inputs.safetensors", "expected.safetensors"].map((name) => firstOf(folder, [name])),
  );
  if (inputs === null || expected === null) return null;
  return { inputs: await readTensors(join(folder, inputs)), expected: await readTensors(join(folder, expected)) };
}

async function readTensors(path: string): Promise<ReferenceTensors> {
  await using checkpoint = await openCheckpoint(path);
  const values = new Map<string, { data: Float32Array; dims: readonly number[] }>();
  for (const [name, { shape }] of checkpoint.tensors)
    values.set(name, { data: await checkpoint.read(name), dims: shape });
  return values;
}

async function readJson(folder: string, names: readonly string[]): Promise<unknown> {
  for (const name of names) {
    const text = await readFile(join(folder, name), "utf8").catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw new CaseUnreadableError(`has a ${name} that cannot be read`, { cause: error });
    });
    if (text === null) continue;
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new CaseUnreadableError(`has a ${name} that is not JSON`, { cause });
    }
  }
  return undefined;
}

/** The first of the names that the folder has; null for none. @throws {CaseUnreadableError} */
async function firstOf(folder: string, names: readonly string[]): Promise<string | null> {
  const found = await readdir(folder).catch((cause: unknown) => {
    throw new CaseUnreadableError("cannot be read", { cause });
  });
  return names.find((name) => found.includes(name)) ?? null;
}

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { buildTowers } from "../../src/encoders/architectures/build-graphs.ts";
import type { ArchitectureSpec } from "../../src/encoders/architectures/spec.ts";
import type { StateDict } from "../../src/encoders/architectures/state-dict.ts";

/** Every tensor that an architecture takes of a checkpoint, with its shape; the logits' scalars too. */
export function tensorsOf(spec: ArchitectureSpec): ReadonlyMap<string, readonly number[]> {
  return record(spec).tensors;
}

/** Dimensions of what its image tower gives. */
export function dimensionsOf(spec: ArchitectureSpec): number {
  return record(spec).dimensions;
}

function record(spec: ArchitectureSpec) {
  const found = new Map<string, readonly number[]>();
  const recorder = (prefix: string): StateDict => ({
    take(key, dims) {
      found.set(prefix + [key].flat()[0], dims);
      return { dims, load: () => Promise.reject(new Error("Only shapes are known.")) };
    },
    within: (more) => recorder(prefix + more),
  });
  const { dimensions } = buildTowers(recorder(""), spec);
  for (const key of [spec.logits.scale, spec.logits.bias]) if (key !== null) found.set(key, []);
  return { tensors: found, dimensions };
}

/** Values of a random network that stays calm: norms near one, everything else small. The same for the same name. */
export function randomValues(name: string, dims: readonly number[]): Float32Array {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (dims.length === 0) return Float32Array.of(Math.log(20));
  const isNorm = /(norm|ln_|LayerNorm|bn)[^.]*\.weight$/.test(name);
  const isVariance = name.endsWith("running_var");
  const spread = dims.length > 1 ? 1.5 / Math.sqrt(dims[dims.length - 1]) : 0.05;
  let state = [...name].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5) | 1;
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[i] = (isNorm || isVariance ? 1 : 0) + (state / 2 ** 31) * spread;
  }
  return values;
}

/** A safetensors file of all of them, random, written one after the other. */
export async function writeRandomCheckpoint(path: string, spec: ArchitectureSpec): Promise<void> {
  const tensors = tensorsOf(spec);
  let at = 0;
  const header: Record<string, unknown> = {};
  for (const [name, shape] of tensors) {
    const bytes = 4 * shape.reduce((product, dim) => product * dim, 1);
    header[name] = { dtype: "F32", shape, data_offsets: [at, at + bytes] };
    at += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const out = createWriteStream(path);
  out.write(length);
  out.write(json);
  for (const [name, shape] of tensors) {
    const { buffer } = randomValues(name, shape);
    if (!out.write(Buffer.from(buffer))) await once(out, "drain");
  }
  out.end();
  await finished(out);
}

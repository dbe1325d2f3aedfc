import type { Checkpoint } from "../checkpoints/contract.ts";
import type { Weight } from "../graphs/weight.ts";
import { type WeightProblem, WeightsMismatchError } from "./errors.ts";

/** The tensors of a checkpoint as an architecture takes them: each once, each of the shape that it must have. */
export interface StateDict {
  /**
   * @param key where one tensor is saved under several names, those: the first that is there is taken
   * @param dims the shape that it must have
   */
  take(key: string | readonly string[], dims: readonly number[]): Weight;
  /** The keys that begin with `prefix`, without it. */
  within(prefix: string): StateDict;
}

export interface StrictStateDict extends StateDict {
  /**
   * Call when everything was taken.
   * @param unused beginnings of keys that nothing needs
   * @throws {WeightsMismatchError} when a key is missing, was left over, or had another shape or type
   */
  finish(unused: readonly string[]): void;
}

const floats: ReadonlySet<string> = new Set(["float32", "float16", "bfloat16", "float64"]);
/** Buffers that old versions of transformers and torch saved: the numbers 0, 1, 2 … and counters of training. */
const buffers = /(^|\.)(position_ids|num_batches_tracked)$/;

export function createStateDict(checkpoint: Checkpoint): StrictStateDict {
  const problems: WeightProblem[] = [];
  const taken = new Set<string>();

  function take(key: string, dims: readonly number[]): Weight {
    const stored = checkpoint.tensors.get(key);
    if (taken.has(key)) problems.push({ key, found: "needed twice" });
    taken.add(key);
    if (!stored) problems.push({ key, found: "missing" });
    else if (!floats.has(stored.elementType)) problems.push({ key, found: `of type ${stored.elementType}` });
    else if (stored.shape.join() !== dims.join())
      problems.push({ key, found: `of shape [${stored.shape.join(", ")}] instead of [${dims.join(", ")}]` });
    return {
      dims,
      async load() {
        const values = await checkpoint.read(key);
        if (!areFinite(values)) throw new WeightsMismatchError([{ key, found: "not of finite numbers" }]);
        return values;
      },
    };
  }

  const named = (prefix: string, names: readonly string[]) => {
    const keys = names.map((name) => prefix + name);
    return keys.find((key) => checkpoint.tensors.has(key)) ?? keys[0];
  };
  const scoped = (prefix: string): StateDict => ({
    take: (key, dims) => take(named(prefix, [key].flat()), dims),
    within: (more) => scoped(prefix + more),
  });

  return {
    ...scoped(""),
    finish(unused) {
      for (const key of checkpoint.tensors.keys()) {
        const known = taken.has(key) || buffers.test(key) || unused.some((prefix) => key.startsWith(prefix));
        if (!known) problems.push({ key, found: "left over" });
      }
      if (problems.length > 0) throw new WeightsMismatchError(problems);
    },
  };
}

/** A loop, for there may be hundreds of millions. */
function areFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

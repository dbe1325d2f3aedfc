import type { StoredTensor } from "../../checkpoints/contract.ts";
import { ArchitectureError } from "../errors.ts";

/** The tensors of a checkpoint by their shapes alone: what a configuration leaves out can be read from them. */
export interface Shapes {
  has(key: string): boolean;
  hasPrefix(prefix: string): boolean;
  keys(): readonly string[];
  /** @throws {ArchitectureError} when there is no such tensor */
  of(key: string): readonly number[];
  /** How many parts stand at `prefix` + 0, 1, 2 … */
  count(prefix: string): number;
}

export function shapesOf(tensors: ReadonlyMap<string, StoredTensor>): Shapes {
  const keys = [...tensors.keys()];
  return {
    has: (key) => tensors.has(key),
    keys: () => keys,
    hasPrefix: (prefix) => keys.some((key) => key.startsWith(prefix)),
    of(key) {
      const stored = tensors.get(key);
      if (!stored) throw new ArchitectureError("a tensor that the checkpoint lacks, to know its size by");
      return stored.shape;
    },
    count(prefix) {
      const numbers = keys.flatMap((key) => {
        if (!key.startsWith(prefix)) return [];
        const digits = /^\d{1,4}(?=\.)/.exec(key.slice(prefix.length));
        return digits ? [Number(digits[0])] : [];
      });
      return numbers.length === 0 ? 0 : Math.max(...numbers) + 1;
    },
  };
}

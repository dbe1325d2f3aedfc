import type { Checkpoint, StoredTensor } from "./contract.ts";
import { CheckpointError } from "./errors.ts";
import { openCheckpoint } from "./open-checkpoint.ts";
import { printableName } from "./printable-name.ts";

/** A checkpoint of several, and what its names begin with among theirs; "" for none. */
export interface CheckpointPart {
  readonly checkpoint: Checkpoint;
  readonly prefix: string;
}

/**
 * Several checkpoints as one, in the format of the first. Disposing of it disposes of all of them.
 * @throws {CheckpointError} when two of them have a tensor of the same name; they stay their owner's then
 */
export function joinCheckpoints(parts: readonly [CheckpointPart, ...CheckpointPart[]]): Checkpoint {
  const tensors = new Map<string, StoredTensor>();
  const owners = new Map<string, { readonly checkpoint: Checkpoint; readonly name: string }>();
  for (const { checkpoint, prefix } of parts) {
    for (const [name, stored] of checkpoint.tensors) {
      const joined = prefix + name;
      if (tensors.has(joined))
        throw new CheckpointError("unsupported", `has two files with a tensor ${printableName(joined)}`, {
          remedy: "Give the file of the image side and the one of the text side, as the card names them.",
        });
      tensors.set(joined, stored);
      owners.set(joined, { checkpoint, name });
    }
  }
  return {
    format: parts[0].checkpoint.format,
    tensors,
    async read(name) {
      const owner = owners.get(name);
      if (!owner) throw new CheckpointError("missing", `has no tensor ${printableName(name)}`);
      return owner.checkpoint.read(owner.name);
    },
    [Symbol.asyncDispose]: () => disposeAll(parts.map(({ checkpoint }) => checkpoint)),
  };
}

/** Where a part of a checkpoint lies, and what its names begin with. */
export interface CheckpointFile {
  readonly path: string;
  readonly prefix: string;
}

/** Opens files as one checkpoint. @throws {CheckpointError} and leaves no file open */
export async function openCheckpoints([first, ...rest]: readonly [
  CheckpointFile,
  ...CheckpointFile[],
]): Promise<Checkpoint> {
  const parts: [CheckpointPart, ...CheckpointPart[]] = [
    { prefix: first.prefix, checkpoint: await openCheckpoint(first.path) },
  ];
  try {
    for (const { path, prefix } of rest) parts.push({ prefix, checkpoint: await openCheckpoint(path) });
    return joinCheckpoints(parts);
  } catch (error) {
    await disposeAll(parts.map(({ checkpoint }) => checkpoint));
    throw error;
  }
}

async function disposeAll(checkpoints: readonly Checkpoint[]): Promise<void> {
  await Promise.all(checkpoints.map((checkpoint) => checkpoint[Symbol.asyncDispose]()));
}

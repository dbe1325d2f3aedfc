import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CheckpointError } from "../../../src/encoders/checkpoints/errors.ts";
import { openCheckpoint } from "../../../src/encoders/checkpoints/open-checkpoint.ts";
import { safetensorsBytes } from "../../support/checkpoint-file.ts";
import { join as bytes, four, global, named, pickle, tensor, torchFile } from "../../support/pickle-bytes.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const description = pickle(
  named({
    model: named({ "module.a": four, "module.b": tensor({ shape: [2, 2], strides: [1, 2] }) }),
    args: bytes(global("argparse", "Namespace"), ")", 0x81, named({ lr: bytes("K", 1) }), "b"),
  }),
);
const script = pickle(bytes(global("__torch__.model", "M"), ")", 0x81, named({ a: four }), "b"));
const safetensors = safetensorsBytes(
  {
    __metadata__: { format: "pt" },
    a: { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] },
    b: { dtype: "F16", shape: [3], data_offsets: [16, 22] },
  },
  Buffer.alloc(22, 7),
);

/** True when the bytes are read whole or refused as they should be. */
async function readsOrRefuses(path: string, content: Uint8Array): Promise<boolean> {
  await writeFile(path, content);
  try {
    const checkpoint = await openCheckpoint(path);
    try {
      for (const name of checkpoint.tensors.keys()) await checkpoint.read(name);
    } finally {
      await checkpoint[Symbol.asyncDispose]();
    }
    return true;
  } catch (error) {
    if (error instanceof CheckpointError) return true;
    throw error;
  }
}

const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });

function edited(original: Uint8Array, changes: readonly (readonly [number, number])[]): Uint8Array {
  const copy = Uint8Array.from(original);
  for (const [at, byte] of changes) copy[at % copy.length] = byte;
  return copy;
}

const originals = [
  { name: "a safetensors file", original: safetensors, wrap: (content: Uint8Array) => content },
  { name: "a torch file", original: torchFile(description), wrap: (content: Uint8Array) => content },
  { name: "the pickle of a torch file", original: description, wrap: (content: Uint8Array) => torchFile(content) },
  { name: "the pickle of a TorchScript file", original: script, wrap: (content: Uint8Array) => torchFile(content) },
] as const;

test.each(originals)("$name with a few other bytes is read or refused", async ({ original, wrap }) => {
  const path = join(await temporaryFolder(), "checkpoint");
  await fc.assert(
    fc.asyncProperty(edits, async (changes) => {
      expect(await readsOrRefuses(path, wrap(edited(original, changes)))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each(originals)("$name that ends early is refused wherever it ends", async ({ original, wrap }) => {
  const path = join(await temporaryFolder(), "checkpoint");
  for (let length = 0; length < original.length; length++) {
    await writeFile(path, wrap(original.subarray(0, length)));
    await expect(openCheckpoint(path)).rejects.toMatchObject({ code: "CHECKPOINT_UNREADABLE" });
  }
});

test.each([
  { name: "bytes alone", wrap: (content: Uint8Array) => content },
  { name: "a safetensors header", wrap: (content: Uint8Array) => safetensorsBytes(`{${content}`, content) },
  { name: "a pickle", wrap: (content: Uint8Array) => torchFile(content) },
  {
    name: "the end of an archive",
    wrap: (content: Uint8Array) => Buffer.concat([torchFile(description).subarray(0, -22), content]),
  },
])("random bytes as $name are read or refused", async ({ wrap }) => {
  const path = join(await temporaryFolder(), "checkpoint");
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (content) => {
      expect(await readsOrRefuses(path, wrap(content))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

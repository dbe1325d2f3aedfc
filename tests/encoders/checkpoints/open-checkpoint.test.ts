import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCheckpoint } from "../../../src/encoders/checkpoints/open-checkpoint.ts";
import { safetensorsBytes } from "../../support/checkpoint-file.ts";
import { openBelow } from "../../support/open-below.ts";
import { join as bytes, four, global, named, pickle, torchFile } from "../../support/pickle-bytes.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const safetensors = safetensorsBytes(
  { a: { dtype: "F32", shape: [1], data_offsets: [0, 4] } },
  new Uint8Array(Float32Array.of(5).buffer),
);
const torch = torchFile(pickle(named({ a: four })));

describe("opening a checkpoint", () => {
  test.each([
    { name: "weights.safetensors", content: torch, format: "torch" },
    { name: "pytorch_model.bin", content: safetensors, format: "safetensors" },
  ])("goes by its content where $name says otherwise", async ({ name, content, format }) => {
    const path = join(await temporaryFolder(), name);
    await writeFile(path, content);
    await using checkpoint = await openCheckpoint(path);
    expect(checkpoint.format).toBe(format);
  });

  test.each([
    { name: "nothing", content: "", reason: "truncated" },
    { name: "three bytes", content: "abc", reason: "truncated" },
    { name: "text", content: "not a checkpoint at all", reason: "unsupported" },
    {
      name: "a pointer to large files",
      content: "version https://git-lfs.github.com/spec/v1\n",
      reason: "unsupported",
    },
    { name: "a bare pickle", content: pickle(named({ a: four })), reason: "unsupported" },
    { name: "the start of an archive", content: torch.subarray(0, 60), reason: "truncated" },
    {
      name: "an archive with more after it",
      content: Buffer.concat([torch, torch.subarray(0, 9)]),
      reason: "truncated",
    },
    {
      name: "the torch format of old",
      content: bytes(0x80, 2, 0x8a, 10, Buffer.alloc(10), "."),
      reason: "unsupported",
    },
  ])("refuses $name as $reason", async ({ content, reason }) => {
    const path = join(await temporaryFolder(), "checkpoint");
    await writeFile(path, content);
    await expect(openCheckpoint(path)).rejects.toMatchObject({ code: "CHECKPOINT_UNREADABLE", kind: "input", reason });
  });

  test("says of the torch format of old how to save it again", async () => {
    const path = join(await temporaryFolder(), "checkpoint.pt");
    await writeFile(path, bytes(0x80, 2, 0x8a, 10, Buffer.alloc(10), "."));
    await expect(openCheckpoint(path)).rejects.toMatchObject({ remedy: expect.stringContaining("torch.save") });
  });

  test("refuses a file that is not there, and a folder", async () => {
    const folder = await temporaryFolder();
    await expect(openCheckpoint(join(folder, "none"))).rejects.toMatchObject({ reason: "missing" });
    await mkdir(join(folder, "model"));
    await expect(openCheckpoint(join(folder, "model"))).rejects.toMatchObject({ reason: "missing" });
  });

  test("gives a new array at each call and nothing for a name that it lacks", async () => {
    const path = join(await temporaryFolder(), "checkpoint");
    await writeFile(path, safetensors);
    await using checkpoint = await openCheckpoint(path);
    const [first, second] = await Promise.all([checkpoint.read("a"), checkpoint.read("a")]);
    first[0] = 0;
    expect([...second]).toEqual([5]);
    for (const name of ["b", "__proto__", "constructor"]) {
      await expect(checkpoint.read(name)).rejects.toMatchObject({ code: "CHECKPOINT_UNREADABLE", reason: "missing" });
    }
  });

  test("notices that the file became shorter", async () => {
    const path = join(await temporaryFolder(), "checkpoint");
    await writeFile(path, safetensors);
    await using checkpoint = await openCheckpoint(path);
    await writeFile(path, safetensors.subarray(0, -2));
    await expect(checkpoint.read("a")).rejects.toMatchObject({ reason: "truncated" });
  });

  test.skipIf(process.platform !== "linux")("leaves no file open, whether it succeeds or not", async () => {
    const folder = await temporaryFolder();
    const hostile = torchFile(pickle(global("os", "system")));
    const contents = [
      torch,
      safetensors,
      hostile,
      torch.subarray(0, 99),
      safetensors.subarray(0, -1),
      Buffer.from("x"),
    ];
    let opened = 0;
    for (const [i, content] of contents.entries()) {
      const path = join(folder, `${i}`);
      await writeFile(path, content);
      const checkpoint = await openCheckpoint(path).catch(() => undefined);
      if (checkpoint === undefined) continue;
      opened++;
      expect(openBelow(folder)).toEqual([path]);
      await checkpoint.read("a");
      await checkpoint[Symbol.asyncDispose]();
      await checkpoint[Symbol.asyncDispose]();
      await expect(checkpoint.read("a")).rejects.toMatchObject({ code: "CHECKPOINT_UNREADABLE" });
    }
    expect(opened).toBe(2);
    expect(openBelow(folder)).toEqual([]);
  });
});

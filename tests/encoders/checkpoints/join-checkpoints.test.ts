import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Checkpoint } from "../../../src/encoders/checkpoints/contract.ts";
import { joinCheckpoints, openCheckpoints } from "../../../src/encoders/checkpoints/join-checkpoints.ts";
import { openBelow } from "../../support/open-below.ts";
import { writeSafetensors } from "../../support/safetensors-file.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A checkpoint of single numbers, and how often it was disposed of. */
function numbers(values: Readonly<Record<string, number>>, format: Checkpoint["format"] = "torch") {
  const counted = { disposed: 0 };
  const checkpoint: Checkpoint = {
    format,
    tensors: new Map(Object.keys(values).map((name) => [name, { elementType: "float32", shape: [1] }])),
    read: async (name) => Float32Array.of(values[name]),
    [Symbol.asyncDispose]: async () => void counted.disposed++,
  };
  return { checkpoint, counted };
}

describe("checkpoints that are joined", () => {
  test("are one, each behind its prefix", async () => {
    const image = numbers({ "encoder.conv1": 1, projector: 2 });
    const text = numbers({ "bert.embeddings": 3, projector: 4 }, "safetensors");
    {
      await using joined = joinCheckpoints([
        { checkpoint: image.checkpoint, prefix: "image." },
        { checkpoint: text.checkpoint, prefix: "text." },
      ]);
      expect(joined.format).toBe("torch");
      const names = [...joined.tensors.keys()];
      expect(names).toEqual(["image.encoder.conv1", "image.projector", "text.bert.embeddings", "text.projector"]);
      expect(await Promise.all(names.map(async (name) => [...(await joined.read(name))]))).toEqual([
        [1],
        [2],
        [3],
        [4],
      ]);
      await expect(joined.read("projector")).rejects.toMatchObject({
        code: "CHECKPOINT_UNREADABLE",
        reason: "missing",
      });
    }
    expect([image.counted.disposed, text.counted.disposed]).toEqual([1, 1]);
  });

  test.each([
    { name: "the same prefix", prefixes: ["", ""] },
    { name: "prefixes that make their names the same", prefixes: ["a.", "a."] },
  ])("with $name are refused where both have a tensor of that name", ({ prefixes: [first, second] }) => {
    const [image, text] = [numbers({ shared: 1 }), numbers({ shared: 2 })];
    const join = () =>
      joinCheckpoints([
        { checkpoint: image.checkpoint, prefix: first },
        { checkpoint: text.checkpoint, prefix: second },
      ]);
    expect(join).toThrow(expect.objectContaining({ code: "CHECKPOINT_UNREADABLE", reason: "unsupported" }));
    expect([image.counted.disposed, text.counted.disposed]).toEqual([0, 0]);
  });

  test("are opened from their files, or not at all", async () => {
    const folder = await temporaryFolder();
    const [image, text] = ["image", "text"].map((name) => join(folder, `${name}.safetensors`));
    const tensor = { dtype: "F32", shape: [1], bytes: new Uint8Array(Float32Array.of(5).buffer) };
    await writeSafetensors(image, new Map([["a", tensor]]));
    await writeSafetensors(text, new Map([["a", tensor]]));
    {
      await using joined = await openCheckpoints([
        { path: image, prefix: "" },
        { path: text, prefix: "text." },
      ]);
      expect([...(await joined.read("text.a"))]).toEqual([5]);
      expect(openBelow(folder)).toHaveLength(2);
    }
    const missing = openCheckpoints([
      { path: image, prefix: "" },
      { path: join(folder, "none"), prefix: "text." },
    ]);
    await expect(missing).rejects.toMatchObject({ code: "CHECKPOINT_UNREADABLE", reason: "missing" });
    expect(openBelow(folder)).toEqual([]);
  });
});

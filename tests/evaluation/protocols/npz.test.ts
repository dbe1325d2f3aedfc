import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readNpy } from "../../../src/evaluation/protocols/npy-array.ts";
import { readNpz } from "../../../src/evaluation/protocols/npz-file.ts";
import { npyBytes } from "../../support/npy-bytes.ts";
import { zipBytes } from "../../support/zip-bytes.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caselens-npz-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  { type: "|u1" as const, shape: [2, 3], values: [0, 1, 2, 253, 254, 255] },
  { type: "<i8" as const, shape: [2, 1], values: [-1, 4096] },
  { type: "|u1" as const, shape: [0], values: [] },
])("an array of $type and $shape comes back as it was", ({ type, shape, values }) => {
  const found = readNpy(npyBytes(type, shape, values));
  expect(found?.shape).toEqual(shape);
  expect(Array.from(found?.values ?? [])).toEqual(values);
});

test("what is no array, is cut off, or would run code is none", () => {
  const whole = npyBytes("|u1", [2, 2], [1, 2, 3, 4]);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), (length) => readNpy(whole.subarray(0, length)) === null),
    { seed: 1 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const made = Buffer.concat([whole.subarray(0, 10), bytes]);
      expect(() => readNpy(made)).not.toThrow();
    }),
    { seed: 2, numRuns: 500 },
  );
  expect(readNpy(Buffer.from(whole.toString("latin1").replace("|u1", "|O8"), "latin1"))).toBeNull();
  expect(readNpy(Buffer.from(whole.toString("latin1").replace("(2, 2,)", "(2, 9,)"), "latin1"))).toBeNull();
});

test("arrays are read from an archive, packed or not, and nothing from one that lacks one or is cut off", async () => {
  const [a, b] = [npyBytes("|u1", [3], [7, 8, 9]), npyBytes("<i8", [1], [5])];
  const archive = zipBytes([
    { name: "a.npy", data: deflateRawSync(a), method: 8, sizeBytes: a.length },
    { name: "b.npy", data: b },
  ]);
  const path = join(folder, "whole.npz");
  await writeFile(path, archive);
  const found = await readNpz(path, ["a", "b"]);
  expect(Array.from(found?.get("a")?.values ?? [])).toEqual([7, 8, 9]);
  expect(Array.from(found?.get("b")?.values ?? [])).toEqual([5]);
  expect(await readNpz(path, ["a", "c"])).toBeNull();
  await writeFile(path, archive.subarray(0, archive.length - 30));
  expect(await readNpz(path, ["a"])).toBeNull();
});

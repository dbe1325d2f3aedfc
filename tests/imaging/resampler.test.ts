import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import type { Resampler } from "../../src/imaging/contract.ts";
import { resample } from "../../src/imaging/resample.ts";
import { createResampler } from "../../src/imaging/resampler.ts";
import { pattern } from "./pattern.ts";

function openResampler(): Resampler {
  const resampler = createResampler();
  onTestFinished(() => resampler[Symbol.asyncDispose]());
  return resampler;
}

test("many pictures at once come back in the order of asking, as resample makes them", async () => {
  const resampler = openResampler();
  const images = Array.from({ length: 12 }, (_, i) => pattern("noise", 20 + i, 30));
  const size = { widthPx: 9, heightPx: 7 };
  const resized = await Promise.all(images.map((image) => resampler.resize(image, size)));
  expect(resized).toEqual(images.map((image) => resample(image, size, "bicubic")));
  const bilinear = await resampler.resize(images[0], size, { filter: "bilinear" });
  expect(bilinear).toEqual(resample(images[0], size, "bilinear"));
});

test("the caller keeps the pixels, and may overwrite them at once", async () => {
  const resampler = openResampler();
  const { widthPx, heightPx, data } = pattern("noise", 16, 16);
  const pooled = Buffer.concat([Buffer.alloc(8), data]).subarray(8); // a view of a larger buffer
  const size = { widthPx: 8, heightPx: 8 };
  const resizing = resampler.resize({ widthPx, heightPx, data: pooled }, size);
  pooled.fill(0);
  expect(await resizing).toEqual(resample({ widthPx, heightPx, data }, size, "bicubic"));
  expect(pooled).toHaveLength(data.length);
});

test("the event loop stays free while a large picture is resampled", async () => {
  const resampler = openResampler();
  await resampler.resize(pattern("noise", 2, 2), { widthPx: 1, heightPx: 1 });
  const large = pattern("noise", 3000, 2000);
  const size = { widthPx: 224, heightPx: 224 };
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  onTestFinished(() => clearInterval(timer));
  await resampler.resize(large, size);
  expect(turns).toBeGreaterThan(5);
});

test("an abort passes through as it is, and the next picture is not disturbed", async () => {
  const resampler = openResampler();
  const size = { widthPx: 50, heightPx: 50 };
  const controller = new AbortController();
  const aborted = resampler.resize(pattern("noise", 500, 500), size, { signal: controller.signal });
  const next = resampler.resize(pattern("noise", 5, 5), size);
  controller.abort();
  await expect(aborted).rejects.toBe(controller.signal.reason);
  expect(await next).toEqual(resample(pattern("noise", 5, 5), size, "bicubic"));
  await expect(resampler.resize(pattern("noise", 5, 5), size, { signal: controller.signal })).rejects.toBe(
    controller.signal.reason,
  );
});

test("disposal rejects what is pending and what comes later", async () => {
  const resampler = createResampler();
  const size = { widthPx: 50, heightPx: 50 };
  const pending = resampler.resize(pattern("noise", 900, 900), size);
  const rejected = expect(pending).rejects.toMatchObject({ code: "RESAMPLER_STOPPED", reason: "disposed" });
  await resampler[Symbol.asyncDispose]();
  await rejected;
  await expect(resampler.resize(pattern("noise", 5, 5), size)).rejects.toMatchObject({ code: "RESAMPLER_STOPPED" });
  await resampler[Symbol.asyncDispose]();
});

test("a crash of the thread rejects what is pending; the next picture starts a new thread", async () => {
  const resampler = openResampler();
  const size = { widthPx: 5, heightPx: 5 };
  // The filter is not one of ours: the thread cannot find its kernel and ends.
  const crashing = resampler.resize(pattern("noise", 9, 9), size, JSON.parse('{"filter":"none"}'));
  const behind = resampler.resize(pattern("noise", 9, 9), size);
  const crashed = { code: "RESAMPLER_STOPPED", kind: "failure", reason: "crashed" };
  await Promise.all([expect(crashing).rejects.toMatchObject(crashed), expect(behind).rejects.toMatchObject(crashed)]);
  expect(await resampler.resize(pattern("noise", 9, 9), size)).toMatchObject(size);
});

test("a wrong picture is refused before it reaches the thread", async () => {
  const broken = { widthPx: 2, heightPx: 2, data: new Uint8Array(3) };
  await expect(openResampler().resize(broken, { widthPx: 1, heightPx: 1 })).rejects.toMatchObject({
    code: "IMAGE_SHAPE",
  });
});

test("an open resampler keeps a process alive for its picture, and no longer", async () => {
  const folder = await mkdtemp(join(tmpdir(), "caselens-resampler-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const script = join(folder, "resize.mjs");
  await writeFile(
    script,
    `import { createResampler } from ${JSON.stringify(new URL("../../src/imaging/resampler.ts", import.meta.url).href)};
    const image = { widthPx: 300, heightPx: 300, data: new Uint8Array(270_000) };
    const { data } = await createResampler().resize(image, { widthPx: 4, heightPx: 4 });
    process.stdout.write(String(data.length));`,
  );
  const workerHooks = fileURLToPath(new URL("../support/tsx-in-workers.mjs", import.meta.url));
  const args = ["--import", "tsx", "--import", workerHooks, script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
  expect(stdout).toBe("48");
});

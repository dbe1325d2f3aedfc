import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { sha256Hex } from "../../src/core/sha256.ts";
import { cardFile, loadCard } from "../../src/encoders/card.ts";
import type { InferenceEngine } from "../../src/inference/contract.ts";
import { createOnnxEngine } from "../../src/inference/onnx-engine.ts";
import { pattern } from "../imaging/pattern.ts";
import { miniFolder, openMini } from "../support/mini.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function openEngine(): InferenceEngine {
  const engine = createOnnxEngine();
  onTestFinished(() => engine[Symbol.asyncDispose]());
  return engine;
}

const projection = async () => cardFile(await loadCard(miniFolder), "text_projection.onnx");
const feeds = (fill = 0.05) =>
  ({
    sentence_embeds: { type: "float32", data: new Float32Array(384).fill(fill), dims: [1, 384] },
  }) as const;

async function openProjection(engine: InferenceEngine) {
  const { path, sha256 } = await projection();
  return engine.open(path, { sha256 });
}

test("a graph opens by its checksum, says its names, and runs", async () => {
  const session = await openProjection(openEngine());
  expect(session).toMatchObject({ inputNames: ["sentence_embeds"], outputNames: ["text_embeds"] });
  const { text_embeds: output } = await session.run(feeds());
  expect(output).toMatchObject({ type: "float32", dims: [1, 384] });
  expect(output.data).toHaveLength(384);
});

test("the same input gives the same output, whatever runs at the same time", async () => {
  const session = await openProjection(openEngine());
  const inputs = Array.from({ length: 20 }, (_, i) => Math.sin(i + 1));
  const together = await Promise.all(inputs.map((fill) => session.run(feeds(fill))));
  for (const [i, fill] of inputs.entries())
    expect((await session.run(feeds(fill))).text_embeds.data).toEqual(together[i].text_embeds.data);
});

test("a wrong checksum and a missing file are MODEL_FILE_INVALID, and the engine goes on", async () => {
  const engine = openEngine();
  const { path, sha256 } = await projection();
  const invalid = { code: "MODEL_FILE_INVALID", kind: "failure" };
  await expect(engine.open(path, { sha256: "0".repeat(64) })).rejects.toMatchObject(invalid);
  await expect(engine.open(join(miniFolder, "none.onnx"), { sha256 })).rejects.toMatchObject(invalid);
  await expect(engine.open(miniFolder, { sha256 })).rejects.toMatchObject(invalid);
  expect((await engine.open(path, { sha256 })).inputNames).toEqual(["sentence_embeds"]);
});

test("a file that is no graph is INFERENCE_FAILED though its checksum is right", async () => {
  const path = join(await temporaryFolder(), "text.onnx");
  await writeFile(path, "not a graph");
  await expect(openEngine().open(path, { sha256: sha256Hex("not a graph") })).rejects.toMatchObject({
    code: "INFERENCE_FAILED",
  });
});

test.each([
  { name: "another shape", feeds: { sentence_embeds: { type: "float32", data: new Float32Array(3), dims: [1, 3] } } },
  { name: "another name", feeds: { other: { type: "float32", data: new Float32Array(384), dims: [1, 384] } } },
  { name: "another type", feeds: { sentence_embeds: { type: "int64", data: new BigInt64Array(384), dims: [1, 384] } } },
  {
    name: "fewer values than its shape",
    feeds: { sentence_embeds: { type: "float32", data: new Float32Array(9), dims: [1, 384] } },
  },
  { name: "nothing", feeds: {} },
] as const)("a run on $name is INFERENCE_FAILED, and the next run works", async ({ feeds: wrong }) => {
  const session = await openProjection(openEngine());
  const copied = Object.fromEntries(Object.entries(wrong).map(([name, tensor]) => [name, structuredClone(tensor)]));
  await expect(session.run(copied)).rejects.toMatchObject({ code: "INFERENCE_FAILED", kind: "failure" });
  expect((await session.run(feeds())).text_embeds.dims).toEqual([1, 384]);
});

test("closing rejects what is pending and what comes later, and may be done twice", async () => {
  const engine = createOnnxEngine();
  const session = await openProjection(engine);
  const { path, sha256 } = await projection();
  const pending = Array.from({ length: 5 }, () => session.run(feeds()));
  const rejected = pending.map((each) => expect(each).rejects.toMatchObject({ code: "INFERENCE_FAILED" }));
  await engine[Symbol.asyncDispose]();
  await Promise.all(rejected);
  await expect(session.run(feeds())).rejects.toMatchObject({ code: "INFERENCE_FAILED" });
  await expect(engine.open(path, { sha256 })).rejects.toMatchObject({ code: "INFERENCE_FAILED" });
  await engine[Symbol.asyncDispose]();
  await createOnnxEngine()[Symbol.asyncDispose](); // never started
});

test("closing waits for the graph that is being loaded or run: ended within one, onnxruntime aborts the process", async () => {
  for (let ms = 0; ms < 500; ms += 25) {
    const mini = await openMini();
    const ended = Promise.allSettled([mini.image.encode([pattern("noise", 300, 300)]), mini.text.encode(["a scan"])]);
    await setTimeout(ms); // it loads both towers, then runs them: about 400 ms
    await mini[Symbol.asyncDispose]();
    for (const each of await ended)
      if (each.status === "rejected") expect(each.reason).toMatchObject({ kind: "failure" });
  }
});

test("the event loop turns while images are encoded", async () => {
  await using mini = await openMini();
  const images = Array.from({ length: 16 }, (_, i) => pattern("noise", 300 + i, 300));
  await mini.image.encode(images.slice(0, 1)); // loads the graph
  let [last, longestMs, turns] = [performance.now(), 0, 0];
  const timer = setInterval(() => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
    turns++;
  }, 1);
  onTestFinished(() => clearInterval(timer));
  last = performance.now();
  expect(await mini.image.encode(images)).toHaveLength(16);
  longestMs = Math.max(longestMs, performance.now() - last);
  process.stderr.write(`longest stall while 16 images were encoded: ${longestMs.toFixed(1)} ms over ${turns} turns\n`);
  expect(longestMs).toBeLessThan(250);
});

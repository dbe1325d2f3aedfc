/**
 * Times of the main job, each beside a named peer of the same run: run with `npm run bench -- [folder with manifest.jsonl]`.
 * Peers: the image tower alone on ready pixels, and a bare Node process. Medians; this machine may be shared, so read ratios.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import sharp from "sharp";
import { createApp } from "../src/app.ts";
import { loadConfig } from "../src/config/config.ts";
import { openMini, root } from "../tests/support/mini.ts";

const source = resolve(process.argv[2] ?? join(root, "../shared/data/medpix2"));
const rows = 512;
const home = mkdtempSync(join(tmpdir(), "caselens-bench-"));
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];
const print = (line: string) => process.stdout.write(`${line}\n`);
const images = readFileSync(join(source, "manifest.jsonl"), "utf8").split("\n", rows);
const file = join(source, String(JSON.parse(images[0]).file));

async function timeTower(batch: number, runs: number): Promise<number> {
  await using mini = await openMini();
  // a real picture: a kind that is encoded a second time at a greater size costs five times as much
  const ready = sharp(file).resize(224, 224, { fit: "fill" }).toColourspace("srgb").removeAlpha().raw();
  const picture = { widthPx: 224, heightPx: 224, data: new Uint8Array(await ready.toBuffer()) };
  await mini.image.encode([picture]);
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await mini.image.encode(Array.from({ length: batch }, () => picture));
    times.push((performance.now() - start) / batch);
  }
  return median(times);
}

/** Takes the first rows of the source into a library of the bench's own. */
async function timeIngest(): Promise<{
  readonly perSecond: number;
  readonly longestStallMs: number;
  readonly p99StallMs: number;
}> {
  const folder = mkdtempSync(join(tmpdir(), "caselens-bench-source-"));
  cpSync(join(source, "images"), join(folder, "images"), { recursive: true });
  writeFileSync(join(folder, "manifest.jsonl"), images.join("\n"));
  await using app = createApp(await loadConfig({ home, library: "bench" }));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const { added, seconds } = await app.ingest({ sources: [folder], format: "manifest" });
  delay.disable();
  rmSync(folder, { recursive: true });
  return { perSecond: added / seconds, longestStallMs: delay.max / 1e6, p99StallMs: delay.percentile(99) / 1e6 };
}

/** Whole queries of one process: decode, encode, search. */
async function timeWarmQueries(runs: number): Promise<number> {
  await using app = createApp(await loadConfig({ home, library: "bench" }));
  await app.similar({ scan: { kind: "file", path: file }, k: 10 });
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await app.similar({ scan: { kind: "file", path: file }, k: 10 });
    times.push(performance.now() - start);
  }
  return median(times);
}

function timeProcess(args: readonly string[], runs: number): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    const { status } = spawnSync(process.execPath, [...args], { stdio: "ignore" });
    if (status !== 0) throw new Error(`exit ${status}`);
    return performance.now() - start;
  });
  return median(times);
}

try {
  const [towerOne, towerBatch] = [await timeTower(1, 30), await timeTower(8, 8)];
  const { perSecond, longestStallMs, p99StallMs } = await timeIngest();
  const warm = await timeWarmQueries(40);
  const cold = timeProcess(
    [join(root, "dist/cli/main.js"), "similar", file, "--home", home, "--library", "bench", "--json"],
    5,
  );
  const bare = timeProcess(["-e", "0"], 5);
  print(`tower alone      ${towerOne.toFixed(1)} ms an image, ${towerBatch.toFixed(1)} ms in batches of 8`);
  print(
    `ingest           ${perSecond.toFixed(1)} pairs/s with text: ${((perSecond * towerBatch) / 10).toFixed(0)} % of the tower alone`,
  );
  print(
    `event loop       longest stall ${longestStallMs.toFixed(0)} ms, p99 ${p99StallMs.toFixed(1)} ms during that ingest`,
  );
  print(`warm similar     ${warm.toFixed(1)} ms: ${(warm / towerOne).toFixed(2)} x the tower alone`);
  print(
    `cold similar     ${cold.toFixed(0)} ms: ${(cold / bare).toFixed(1)} x a bare Node process (${bare.toFixed(0)} ms)`,
  );
} finally {
  rmSync(home, { recursive: true, force: true });
}

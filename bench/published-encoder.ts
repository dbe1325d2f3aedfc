/**
 * A full-size random checkpoint from end to end: import, ingest of 200 real images, similar, classify, each as a command of its own.
 *
 *   npm run build && node --import tsx bench/published-encoder.ts [CARD …]
 *
 * The peer is the embedded encoder on the same images in the same run. Images are of ../shared/data/medpix2.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { readPublishedCard } from "../src/encoders/published/card.ts";
import { writeRandomCheckpoint } from "../tests/support/random-checkpoint.ts";
import { writeWords } from "./write-words.ts";

const root = new URL("..", import.meta.url).pathname;
const data = join(root, "..", "shared", "data", "medpix2");
const cards = process.argv.length > 2 ? process.argv.slice(2) : ["clip-vit-b-32", "biomedclip", "uni"];
const images = 200;

const folder = mkdtempSync(join(tmpdir(), "caselens-published-"));
try {
  const rows = readFileSync(join(data, "manifest.jsonl"), "utf8").split("\n").slice(0, images);
  const source = join(folder, "source");
  mkdirSync(join(source, "images"), { recursive: true });
  for (const row of rows) {
    const { file } = JSON.parse(row);
    copyFileSync(join(data, file), join(source, "images", basename(file)));
  }
  writeFileSync(join(source, "manifest.jsonl"), rows.join("\n"));
  const query = join(source, JSON.parse(rows[0]).file);

  process.stdout.write(
    "| encoder | ingest images/s | peak MB | similar s | classify s |\n| --- | --- | --- | --- | --- |\n",
  );
  await measure("mini", null);
  for (const id of cards) await measure(id, id);

  async function measure(encoder: string, card: string | null): Promise<void> {
    const home = join(folder, `home-${encoder}`);
    if (card !== null) {
      const { architecture, files } = await readPublishedCard(join(root, "models", "cards", `${card}.json`));
      if (!architecture) throw new Error(`${card} is not built.`);
      const from = join(folder, card);
      mkdirSync(from);
      await writeRandomCheckpoint(join(from, "model.safetensors"), architecture);
      for (const { name } of files) writeWords(join(from, basename(name)));
      run(["models", "import", from, "--card", card], home);
      rmSync(from, { recursive: true });
    }
    const flags = ["--library", "own", "--encoder", encoder];
    const ingested = run(["ingest", source, ...flags], home);
    const similar = run(["similar", query, ...flags], home);
    const hasText = card === null || JSON.parse(run(["models", "check", card], home).stdout).runs.text !== null;
    const classified = hasText
      ? run(["classify", query, "--labels", "MR of the brain; CT of the chest", ...flags], home)
      : null;
    const { added, seconds } = JSON.parse(ingested.stdout);
    const cells = [
      encoder,
      (added / seconds).toFixed(1),
      ingested.peakMb.toFixed(0),
      similar.seconds.toFixed(2),
      classified?.seconds.toFixed(2) ?? "–",
    ];
    process.stdout.write(`| ${cells.join(" | ")} |\n`);
    rmSync(home, { recursive: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(args: readonly string[], home: string) {
  const start = performance.now();
  const command = [
    "-f",
    "%M",
    process.execPath,
    join(root, "dist", "cli", "main.js"),
    ...args,
    "--home",
    home,
    "--json",
    "--quiet",
  ];
  const end = spawnSync("/usr/bin/time", command, { encoding: "utf8", maxBuffer: 1e9 });
  if (end.status !== 0 && end.status !== 4) throw new Error(`${args.join(" ")}: ${end.stdout}${end.stderr}`);
  const peakMb = Number(end.stderr.trim().split("\n").at(-1)) / 1024;
  return { stdout: end.stdout, peakMb, seconds: (performance.now() - start) / 1000 };
}

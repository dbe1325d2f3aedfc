/**
 * Full-size random checkpoints of published architectures: seconds and peak memory of an import, in a process of its own.
 *
 *   node --import tsx bench/import-checkpoints.ts [CARD …]
 *
 * The bound is 200 MB and twice the largest tensor.
 */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { readPublishedCard } from "../src/encoders/published/card.ts";
import { randomValues, tensorsOf } from "../tests/support/random-checkpoint.ts";

const root = new URL("..", import.meta.url).pathname;
const wanted = process.argv.slice(2);
const cards = wanted.length > 0 ? wanted : ["clip-vit-b-32", "biomedclip", "uni"];

/** A safetensors file of random tensors, written one after the other. */
async function writeRandom(path: string, tensors: ReadonlyMap<string, readonly number[]>): Promise<void> {
  let at = 0;
  const header: Record<string, unknown> = {};
  for (const [name, shape] of tensors) {
    const bytes = 4 * shape.reduce((product, dim) => product * dim, 1);
    header[name] = { dtype: "F32", shape, data_offsets: [at, at + bytes] };
    at += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const out = createWriteStream(path);
  out.write(length);
  out.write(json);
  for (const [name, shape] of tensors) {
    const { buffer } = randomValues(name, shape);
    if (!out.write(Buffer.from(buffer))) await once(out, "drain");
  }
  out.end();
  await finished(out);
}

process.stdout.write(
  "| card | checkpoint MB | largest tensor MB | import s | peak MB | bound MB |\n| --- | --- | --- | --- | --- | --- |\n",
);
for (const id of cards) {
  const folder = await mkdtemp(join(tmpdir(), "caselens-import-"));
  try {
    const card = await readPublishedCard(join(root, "models", "cards", `${id}.json`));
    if (!card.architecture) throw new Error(`${id} is not built.`);
    const tensors = tensorsOf(card.architecture);
    const path = join(folder, "model.safetensors");
    await writeRandom(path, tensors);
    const child = ["--import", "tsx", join(root, "bench", "import-one.ts"), path, id, join(folder, "home")];
    const { seconds, peakMb } = JSON.parse(execFileSync(process.execPath, child, { encoding: "utf8", cwd: root }));
    const largest = Math.max(
      ...[...tensors.values()].map((dims) => 4 * dims.reduce((product, dim) => product * dim, 1)),
    );
    const row = [id, (await stat(path)).size / 1e6, largest / 1e6, seconds, peakMb, 200 + (2 * largest) / 1e6];
    process.stdout.write(`| ${row.map((each) => (typeof each === "number" ? each.toFixed(1) : each)).join(" | ")} |\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

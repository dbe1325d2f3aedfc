/**
 * Full-size random checkpoints of published architectures: seconds and peak memory of an import, in a process of its own.
 *
 *   node --import tsx bench/import-checkpoints.ts [--torch] [CARD …]
 *
 * `--torch`: the same weights as a .bin too, written by a Python that has torch (env PYTHON, else `python3`).
 *
 * The bound is 200 MB and twice the largest tensor.
 */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPublishedCard } from "../src/encoders/published/card.ts";
import { tensorsOf, writeRandomCheckpoint } from "../tests/support/random-checkpoint.ts";

const root = new URL("..", import.meta.url).pathname;
const withTorch = process.argv.includes("--torch");
const wanted = process.argv.slice(2).filter((each) => each !== "--torch");
const cards = wanted.length > 0 ? wanted : ["clip-vit-b-32", "biomedclip", "uni"];

process.stdout.write(
  "| card | checkpoint | MB | largest tensor MB | import s | peak MB | bound MB |\n| --- | --- | --- | --- | --- | --- | --- |\n",
);
for (const id of cards) {
  const folder = await mkdtemp(join(tmpdir(), "caselens-import-"));
  try {
    const card = await readPublishedCard(join(root, "models", "cards", `${id}.json`));
    if (!card.architecture) throw new Error(`${id} is not built.`);
    const tensors = tensorsOf(card.architecture);
    const path = join(folder, "model.safetensors");
    await writeRandomCheckpoint(path, card.architecture);
    const largest = Math.max(
      ...[...tensors.values()].map((dims) => 4 * dims.reduce((product, dim) => product * dim, 1)),
    );
    const measure = async (kind: string, file: string) => {
      const child = ["--import", "tsx", join(root, "bench", "import-one.ts"), file, id, join(folder, "home")];
      const { seconds, peakMb } = JSON.parse(execFileSync(process.execPath, child, { encoding: "utf8", cwd: root }));
      const row = [id, kind, (await stat(file)).size / 1e6, largest / 1e6, seconds, peakMb, 200 + (2 * largest) / 1e6];
      process.stdout.write(
        `| ${row.map((each) => (typeof each === "number" ? each.toFixed(1) : each)).join(" | ")} |\n`,
      );
    };
    await measure("safetensors", path);
    if (withTorch) {
      const torch = join(folder, "pytorch_model.bin");
      execFileSync(process.env.PYTHON ?? "python3", [join(root, "bench", "write-torch.py"), path, torch]);
      await measure("torch", torch);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

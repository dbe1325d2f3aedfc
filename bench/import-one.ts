/** One import, for bench/import-checkpoints.ts: prints its seconds, and the most memory that the process had. */
import { basename, dirname, join } from "node:path";
import { readPublishedCard } from "../src/encoders/published/card.ts";
import { importModel } from "../src/encoders/published/import-model.ts";
import { createOnnxEngine } from "../src/inference/onnx-engine.ts";
import { writeWords } from "./write-words.ts";

const [source, id, home] = process.argv.slice(2);
const root = new URL("..", import.meta.url).pathname;
const card = await readPublishedCard(join(root, "models", "cards", `${id}.json`));
for (const { name } of card.files) writeWords(join(dirname(source), basename(name)));
const start = performance.now();
await importModel({
  source,
  card: { ...card, files: card.files.map((file) => ({ ...file, sha256: null })) },
  folder: join(home, "models"),
  vocabularies: join(root, "models", "vocabularies"),
  producer: "caselens",
  createEngine: createOnnxEngine,
  clock: () => new Date(),
});
const seconds = Math.round(performance.now() - start) / 1000;
process.stdout.write(JSON.stringify({ seconds, peakMb: process.resourceUsage().maxRSS / 1024 }));

/** Sentence vectors of texts by the product's own text tower: `embed_texts.mjs TEXTS.json OUT.f32`, float32 [N, 384] in order of the list. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadCard } from "../../dist/encoders/card.js";
import { openEncoder } from "../../dist/encoders/open-encoder.js";
import { createResampler } from "../../dist/imaging/resampler.js";
import { createOnnxEngine } from "../../dist/inference/onnx-engine.js";

const [from, to] = process.argv.slice(2);
const root = fileURLToPath(new URL("../..", import.meta.url));
const engine = createOnnxEngine({ intraOpThreads: 1 });
const resampler = createResampler();
const { text } = openEncoder(await loadCard(join(root, "models", "mini")), { engine, resampler });
const texts = JSON.parse(readFileSync(from, "utf8"));
const vectors = [];
for (let start = 0; start < texts.length; start += 256) {
  for (const { sentence } of await text.encode(texts.slice(start, start + 256))) vectors.push(sentence);
  process.stdout.write(`${vectors.length} of ${texts.length} texts\n`);
}
const out = new Float32Array(vectors.length * vectors[0].length);
vectors.forEach((vector, i) => {
  out.set(vector, i * vector.length);
});
writeFileSync(to, out);
await Promise.all([engine[Symbol.asyncDispose](), resampler[Symbol.asyncDispose]()]);

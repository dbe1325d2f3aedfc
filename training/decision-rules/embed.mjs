/**
 * What the product computes of the development data and of the texts, for the Python steps:
 *   rows.json     the manifest facts of the images, in order
 *   encoder.json  id, logit scale, kinds of the gate in the card's order, folders trained on, dimensions of the vectors
 *   image.f32     [image][vector] unit image vectors
 *   features.f32  [image][feature] the tower before its projection
 *   shares.f32    [image][kind] softmax of the gate
 *   texts.json    the texts; text.f32: [text][vector] unit text vectors
 *   sets.json     shipped prompt sets of kinds that the gate knows, with the hash of their prompts; prototypes.f32: [class of set][vector]
 * Usage, after `npm run build`: node embed.mjs WORK [DATA]
 */
import { createWriteStream, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { loadCard } from "../../dist/encoders/card.js";
import { openEncoder } from "../../dist/encoders/open-encoder.js";
import { decodeScan } from "../../dist/imaging/decode.js";
import { createResampler } from "../../dist/imaging/resampler.js";
import { createOnnxEngine } from "../../dist/inference/onnx-engine.js";
import { promptSetsOfKinds } from "../../dist/zeroshot/known-prompt-sets.js";
import { promptsSha256 } from "../../dist/zeroshot/prompts-sha256.js";
import { embedPromptSet } from "../../dist/zeroshot/prototypes.js";
import { readShippedPromptSets } from "../../dist/zeroshot/shipped-prompt-sets.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const work = resolve(process.argv[2]);
const data = resolve(process.argv[3] ?? join(root, "..", "shared", "data"));
mkdirSync(work, { recursive: true });
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
const write = (name, value) => writeFileSync(join(work, name), JSON.stringify(value));
const bytes = (values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

const engine = createOnnxEngine({ intraOpThreads: 1 });
const resampler = createResampler();
const loaded = await loadCard(join(root, "models", "mini"));
const encoder = openEncoder(loaded, { engine, resampler });

await embedTexts();
await embedSets();
await embedImages();
await Promise.all([engine[Symbol.asyncDispose](), resampler[Symbol.asyncDispose]()]);

async function embedImages() {
  const rows = manifestRows();
  const [image, features, shares] = ["image", "features", "shares"].map((name) =>
    createWriteStream(join(work, `${name}.f32`)),
  );
  for (const [i, row] of rows.entries()) {
    const scan = await decodeScan(join(data, row.folder, row.file));
    const [encoded] = await encoder.image.encode([scan.image]);
    const kind = await encoder.gate.classify(encoded.features);
    row.sha256 = scan.sha256;
    image.write(bytes(encoded.embedding.values));
    features.write(bytes(encoded.features));
    shares.write(bytes(Float32Array.from(encoder.gate.kinds, (each) => kind.shares[each])));
    if (i % 500 === 0) process.stderr.write(`${i} of ${rows.length} images\n`);
  }
  await Promise.all([image, features, shares].map((file) => new Promise((done) => file.end(done))));
  write("rows.json", rows);
}

/** Every picture file of every data folder; volumes, slides and text-only folders have none. */
function manifestRows() {
  const facts = ["file", "modality", "anatomy", "location", "label", "caption", "group", "partition"];
  return readdirSync(data, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("text_"))
    .map(({ name }) => name)
    .sort()
    .flatMap((folder) =>
      manifest(folder)
        .filter(({ file }) => /\.(jpe?g|png)$/i.test(file))
        .map((row) => ({ folder, ...Object.fromEntries(facts.map((fact) => [fact, row[fact] ?? null])) })),
    );
}

function manifest(folder) {
  const lines = readFileSync(join(data, folder, "manifest.jsonl"), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** The lexicon first, in its order; then the names alone and together, the queries, and the captions of one folder. */
async function embedTexts() {
  const plain = (text) => text.toLowerCase().trim().replace(/\s+/g, " ");
  const { terms } = readJson(join(root, "models", "mini", "name-kinds.json"));
  const { sets, queries } = readJson(fileURLToPath(new URL("name-sets.json", import.meta.url)));
  const captions = manifest("medpix2").flatMap(({ caption }) => caption ?? []);
  const texts = [
    ...new Set([
      ...terms.map(({ term }) => term),
      ...sets.flatMap(({ names }) => [...names, names.join(", ")]).map(plain),
      ...queries.flatMap(({ text }) => [text, plain(text)]),
      ...captions.flatMap((caption) => [caption, plain(caption)]),
    ]),
  ].filter((text) => text.trim() !== "");
  const file = createWriteStream(join(work, "text.f32"));
  for (let start = 0; start < texts.length; start += 64) {
    const encoded = await encoder.text.encode(texts.slice(start, start + 64));
    for (const { embedding } of encoded) file.write(bytes(embedding.values));
  }
  await new Promise((done) => file.end(done));
  write("texts.json", texts);
}

async function embedSets() {
  const { logitScale, gate } = encoder;
  const sets = promptSetsOfKinds(await readShippedPromptSets(join(root, "prompts", "zero-shot")), gate.kinds);
  const vectors = [];
  for (const set of sets) vectors.push(...(await embedPromptSet(set, encoder.text)).classes);
  writeFileSync(join(work, "prototypes.f32"), Buffer.concat(vectors.map(bytes)));
  write(
    "sets.json",
    sets.map((set) => ({ ...set, promptsSha256: promptsSha256(set) })),
  );
  const trainedOn = loaded.card.trainedOn.map(({ folder }) => folder);
  write("encoder.json", { id: encoder.id, logitScale, kinds: gate.kinds, trainedOn, dimensions: encoder.dimensions });
}

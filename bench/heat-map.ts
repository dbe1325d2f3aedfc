/**
 * Time of a heat map beside that of encoding the image once, in the same run: `npm run bench:heat-map`. The peer is the embedded encoder on the decoded
 * picture. Medians of interleaved rounds; this machine may be shared, so read ratios.
 */
import { join } from "node:path";
import { encodeScan } from "../src/encoders/encoded-scan.ts";
import { decodeScan } from "../src/imaging/decode.ts";
import { encodePng } from "../src/imaging/view.ts";
import { heatMapPicture } from "../src/zeroshot/heat-map/heat-map-picture.ts";
import { createLocator } from "../src/zeroshot/heat-map/locate.ts";
import { readShippedPromptSets } from "../src/zeroshot/shipped-prompt-sets.ts";
import { openMini, root } from "../tests/support/mini.ts";

const rounds = 40;
const scans = [
  { file: "BrainT1Slice.png", set: "brain-mri-tumour", name: "glioma" },
  { file: "retina.jpg", set: "diabetic-retinopathy", name: "diabetic retinopathy" },
];
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

await using mini = await openMini();
const encoding = { encoder: mini, rules: mini.rules };
const sets = await readShippedPromptSets(join(root, "prompts", "zero-shot"));
process.stdout.write(
  "| image | encode once, ms | texts, ms | map, ms | PNG, ms | all over encoding |\n| --- | --- | --- | --- | --- | --- |\n",
);
for (const { file, set: id, name } of scans) {
  const scan = await decodeScan(join(root, "samples", "images", file));
  const set = sets.find((each) => each.id === id);
  if (!set) throw new Error(`no prompt set ${id}`);
  const times: Record<"encode" | "texts" | "map" | "png", number[]> = { encode: [], texts: [], map: [], png: [] };
  const timed = async <T>(what: keyof typeof times, work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    const done = await work();
    times[what].push(performance.now() - start);
    return done;
  };
  for (let round = -3; round < rounds; round++) {
    const encoded = await timed("encode", () => encodeScan(scan, undefined, encoding));
    const locate = await timed("texts", () =>
      createLocator({ kind: "class", set, name }, encoding, { contrast: false }),
    );
    const located = await timed("map", () => locate(encoded));
    await timed("png", () => encodePng(heatMapPicture(scan.image, located)));
    if (round < 0) for (const each of Object.values(times)) each.length = 0; // warm
  }
  const [encode, texts, map, png] = [times.encode, times.texts, times.map, times.png].map(median);
  const { widthPx, heightPx } = scan.image;
  const cells = [encode, texts, map, png].map((ms) => ms.toFixed(1));
  const ratio = ((encode + texts + map + png) / encode).toFixed(2);
  process.stdout.write(`| ${file}, ${widthPx} × ${heightPx} | ${cells.join(" | ")} | ${ratio} x |\n`);
}

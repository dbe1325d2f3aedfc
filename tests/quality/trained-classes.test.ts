import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { argmax } from "../../src/core/vector.ts";
import { decodeScan } from "../../src/imaging/decode.ts";
import { parsePromptSet } from "../../src/zeroshot/prompt-set.ts";
import { embedPromptSet } from "../../src/zeroshot/prototypes.ts";
import { shares } from "../../src/zeroshot/scores.ts";
import { miniFolder, openMini, root } from "../support/mini.ts";
import { hasShared, manifestRows, shared } from "../support/shared.ts";

const Evaluation = z.object({
  trainedClasses: z.record(z.string(), z.looseObject({ balancedAccuracy: z.object({ value: z.number() }) })),
});
const { trainedClasses } = Evaluation.parse(JSON.parse(readFileSync(join(miniFolder, "evaluation.json"), "utf8")));

let mini: Awaited<ReturnType<typeof openMini>>;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

test.skipIf(!hasShared("data")).each([
  { folder: "brain_tumor_mri", set: "brain-mri-tumour" },
  { folder: "lc25000_histology", set: "lung-colon-histology" },
])(
  "share-argmax on partition test of $folder is as accurate as the card's evaluation says",
  async ({ folder, set: id }) => {
    const set = parsePromptSet(readFileSync(join(root, "prompts", "zero-shot", `${id}.json`), "utf8"));
    const { classes } = await embedPromptSet(set, mini.text);
    const hits = set.classes.map(() => ({ right: 0, n: 0 }));
    for (const { file, label } of manifestRows(folder, "test")) {
      const truth = set.classes.findIndex(({ labels }) => labels.includes(label ?? ""));
      const { image } = await decodeScan(join(shared, "data", folder, file));
      const [{ embedding }] = await mini.image.encode([image]);
      hits[truth].n++;
      if (argmax(shares(embedding.values, classes, mini.logitScale)) === truth) hits[truth].right++;
    }
    const balancedAccuracy = hits.reduce((sum, { right, n }) => sum + right / n, 0) / hits.length;
    process.stderr.write(`${folder}: ${balancedAccuracy.toFixed(4)}, n ${hits.reduce((sum, { n }) => sum + n, 0)}\n`);
    expect(Math.abs(balancedAccuracy - trainedClasses[folder].balancedAccuracy.value)).toBeLessThanOrEqual(0.005);
  },
);

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type EncodedScan, encodeScan } from "../../src/encoders/encoded-scan.ts";
import { decodeScan } from "../../src/imaging/decode.ts";
import { createNameFitJudge } from "../../src/zeroshot/name-fit.ts";
import { promptSetOfLabels } from "../../src/zeroshot/prompt-set.ts";
import { openMini, root } from "../support/mini.ts";
import { seededRandom } from "../support/random.ts";
import { hasShared, manifestRows, shared } from "../support/shared.ts";

const NameSets = z.object({
  sets: z.array(
    z.object({ round: z.string(), fit: z.array(z.string()), grey: z.array(z.string()), names: z.array(z.string()) }),
  ),
});
const { sets } = NameSets.parse(
  JSON.parse(readFileSync(join(root, "training", "decision-rules", "name-sets.json"), "utf8")),
);
/** The names that the folders' own labels suggest, and those written after the rule was fixed. */
const measured = sets.filter(({ round }) => round === "natural" || round === "fourth");

/** Where images of each kind come from; kinds take turns, so that one with many images does not hide the others. */
const sources: Readonly<Record<string, readonly { readonly folder: string; readonly modality?: string }[]>> = {
  xray: [
    { folder: "nih_cxr_subset" },
    { folder: "covid_cxr_notes" },
    { folder: "mednist_modalities", modality: "X-ray" },
  ],
  ct: [
    { folder: "medpix2", modality: "CT" },
    { folder: "mednist_modalities", modality: "CT" },
  ],
  mri: [{ folder: "medpix2", modality: "MRI" }, { folder: "brain_tumor_mri" }],
  histology: [{ folder: "lc25000_histology" }],
  fundus: [{ folder: "dr_fundus" }],
  "blood smear": [{ folder: "wbc_blood_smear" }, { folder: "bccd_blood_smear" }],
};
const kinds = Object.keys(sources);
const imageCount = 200;

let mini: Awaited<ReturnType<typeof openMini>>;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

test.skipIf(!hasShared("data"))(
  "names of another kind of image abstain, and names of its own kind seldom do, on partition test",
  async () => {
    const judge = createNameFitJudge(mini.rules, mini.text);
    const random = seededRandom(1);
    const pools = kinds.map((kind) => shuffled(sources[kind].flatMap(testFiles), random));
    const abstained = { matched: 0, mismatched: 0 };
    for (let i = 0; i < imageCount; i++) {
      const kind = kinds[i % kinds.length];
      const path = pools[i % kinds.length][Math.floor(i / kinds.length)];
      const scan = await encodeScan(await decodeScan(path), undefined, {
        encoder: mini,
        rules: mini.rules,
      });
      const matched = measured.filter(({ fit }) => fit.includes(kind));
      const mismatched = measured.filter(({ fit, grey }) => !fit.includes(kind) && !grey.includes(kind));
      if (await abstains(scan, pick(matched, random).names)) abstained.matched++;
      if (await abstains(scan, pick(mismatched, random).names)) abstained.mismatched++;
    }
    process.stderr.write(
      `names of another kind: ${abstained.mismatched} of ${imageCount} abstain; of its own: ${abstained.matched}\n`,
    );
    expect(abstained.mismatched / imageCount).toBeGreaterThanOrEqual(0.95);
    expect(abstained.matched / imageCount).toBeLessThanOrEqual(0.1);

    async function abstains(scan: EncodedScan, names: readonly string[]): Promise<boolean> {
      return !(await judge(promptSetOfLabels(names)))(scan).fits;
    }
  },
  120_000,
);

function testFiles({ folder, modality }: { readonly folder: string; readonly modality?: string }): readonly string[] {
  return manifestRows(folder, "test")
    .filter((row) => modality === undefined || row.modality === modality)
    .map(({ file }) => join(shared, "data", folder, file));
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)];
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeScan } from "../../src/encoders/encoded-scan.ts";
import { createDrawing } from "../../src/evaluation/draw.ts";
import { greyOut, meanColour } from "../../src/evaluation/grey-out.ts";
import { type LocalisationMeasures, measureLocalisation } from "../../src/evaluation/localisation.ts";
import { localisationFigures } from "../../src/evaluation/localisation-figures.ts";
import { unrelatedTexts } from "../../src/evaluation/localisation-texts.ts";
import type { MeasuredRow } from "../../src/evaluation/measure-rows.ts";
import { decodeScan } from "../../src/imaging/decode.ts";
import { embedPromptSet } from "../../src/zeroshot/prototypes.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { fakeEncoder } from "../support/fake-encoder.ts";
import { openMini, root } from "../support/mini.ts";

type Mini = Awaited<ReturnType<typeof openMini>>;
let mini: Mini;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

describe("greying out", () => {
  const image = { widthPx: 4, heightPx: 2, data: Uint8Array.from({ length: 24 }, (_, i) => (i % 3) * 10 + i) };

  test("changes the areas and nothing else, to the image's mean colour", () => {
    const colour = meanColour(image);
    expect(colour).toEqual([11, 22, 33]);
    const out = greyOut(image, [{ xPx: 1, yPx: 0, widthPx: 2, heightPx: 1 }], colour);
    for (let i = 0; i < 8; i++) {
      const pixel = [...out.data.subarray(3 * i, 3 * i + 3)];
      expect(pixel).toEqual(i === 1 || i === 2 ? colour : [...image.data.subarray(3 * i, 3 * i + 3)]);
    }
  });

  test("cells of halves of pixels leave no pixel between them, and take none twice", () => {
    const halves = Array.from({ length: 3 }, (_, i) => ({ xPx: (i * 4) / 3, yPx: 0, widthPx: 4 / 3, heightPx: 2 }));
    expect(greyOut(image, halves, [1, 2, 3]).data).toEqual(
      greyOut(image, [{ xPx: 0, yPx: 0, widthPx: 4, heightPx: 2 }], [1, 2, 3]).data,
    );
  });
});

describe("one image", () => {
  const measure = async (file: string, setId: string, truth: number) => {
    const shipped = await readShippedPromptSets(join(root, "prompts/zero-shot"));
    const set = shipped.find(({ id }) => id === setId);
    if (!set) throw new Error("no such set");
    const { classes } = await embedPromptSet(set, mini.text);
    const unrelated = await unrelatedTexts(set, { shipped, encoder: mini.text, drawing: createDrawing(1) });
    const scan = await encodeScan(await decodeScan(join(root, "samples/images", file)), undefined, {
      encoder: mini,
      rules: mini.rules,
    });
    return measureLocalisation(scan, truth, { encoder: mini, classes, unrelated, seed: 0 });
  };

  test("is measured alike each time, with correlations between 0 and 1", async () => {
    const found = await measure("BrainT1Slice.png", "brain-mri-tumour", 0);
    expect(await measure("BrainT1Slice.png", "brain-mri-tumour", 0)).toEqual(found);
    expect(found.kind).toBe("mri");
    for (const value of Object.values(found.rankCorrelation)) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
  });

  test("unrelated texts are none of the image's kind", async () => {
    const shipped = await readShippedPromptSets(join(root, "prompts/zero-shot"));
    const brain = shipped.filter(({ id }) => id === "brain-mri-tumour");
    const { otherKinds } = await unrelatedTexts(brain[0], { shipped, encoder: mini.text, drawing: createDrawing(1) });
    const own = shipped.filter(({ kinds }) => kinds?.includes("mri"));
    const all = shipped.flatMap(({ classes }) => classes).length;
    expect(otherKinds).toHaveLength(all - own.flatMap(({ classes }) => classes).length);
    const alone = await unrelatedTexts(brain[0], { shipped: brain, encoder: mini.text, drawing: createDrawing(1) });
    expect(alone.otherKinds).toEqual([]);
  });

  test("an encoder without patches is told so", async () => {
    const encoder = fakeEncoder();
    const scan = await decodeScan(join(root, "samples/images/cell.png"));
    const encoded = await encodeScan(scan, undefined, { encoder: mini, rules: mini.rules, chosen: encoder });
    const parts = { encoder, classes: [], unrelated: { otherKinds: [], shuffledWords: [] }, seed: 0 };
    await expect(measureLocalisation(encoded, 0, parts)).rejects.toMatchObject({ code: "PATCHES_MISSING" });
  });
});

describe("what passes", () => {
  const rows = (
    kind: string,
    measures: Partial<Record<"rank" | "drop", number>>,
  ): MeasuredRow<LocalisationMeasures>[] =>
    Array.from({ length: 12 }, (_, i) => {
      const score = { cosine: (measures.drop ?? 0.1) + (i % 3) / 100, share: (measures.drop ?? 0.1) + (i % 2) / 100 };
      return {
        image: `${kind}${i}`,
        row: {
          imagePath: `${kind}${i}`,
          source: "",
          case: `${kind}${i}`,
          partition: null,
          caption: null,
          label: null,
          fields: {},
        },
        case: `${kind}${i}`,
        seenInTraining: false,
        measured: {
          kind,
          rankCorrelation: { otherKinds: (measures.rank ?? 0.3) + (i % 4) / 50, shuffledWords: measures.rank ?? 0.3 },
          deletion: { overRandom: score, overBottom: score },
          insertion: { overRandom: score },
        },
      };
    });

  test.each([
    { name: "all", kinds: { mri: {}, xray: {} }, tests: [true, true], explains: ["mri", "xray"] },
    { name: "deletion alone", kinds: { mri: { rank: 0.6 } }, tests: [false, true], explains: [] },
    { name: "text randomisation alone", kinds: { mri: { drop: -0.05 } }, tests: [true, false], explains: [] },
    {
      name: "all together, one kind not",
      kinds: { mri: { rank: 0.55 }, xray: { rank: 0.2 } },
      tests: [true, true],
      explains: ["xray"],
    },
    {
      name: "one kind, all together not",
      kinds: { mri: { drop: -0.3 }, xray: {} },
      tests: [true, false],
      explains: [],
    },
  ])("$name", ({ kinds, tests: [textRandomisation, deletion], explains }) => {
    const measured = Object.entries(kinds).flatMap(([kind, measures]) => rows(kind, measures));
    const found = localisationFigures(measured, 0);
    expect(found.tests).toEqual({ textRandomisation, deletion });
    expect(found.explains).toEqual(explains);
    expect(found.kinds.map(({ n }) => n)).toEqual(Object.keys(kinds).map(() => 12));
  });
});

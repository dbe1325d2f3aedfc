import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { dot } from "../../../src/core/vector.ts";
import type { DualEncoder } from "../../../src/encoders/contract.ts";
import { encodeScan } from "../../../src/encoders/encoded-scan.ts";
import { cropRegion } from "../../../src/imaging/crop-region.ts";
import { decodeScan } from "../../../src/imaging/decode.ts";
import { encodePng } from "../../../src/imaging/view.ts";
import { viridis } from "../../../src/imaging/viridis.ts";
import type { HeatMapSubject } from "../../../src/zeroshot/heat-map/contract.ts";
import { heatMapGeoJson } from "../../../src/zeroshot/heat-map/heat-map-geo-json.ts";
import { heatMapPicture } from "../../../src/zeroshot/heat-map/heat-map-picture.ts";
import { createLocator } from "../../../src/zeroshot/heat-map/locate.ts";
import { scaled } from "../../../src/zeroshot/heat-map/map-scale.ts";
import { promptSetOfLabels } from "../../../src/zeroshot/prompt-set.ts";
import { readShippedPromptSets } from "../../../src/zeroshot/shipped-prompt-sets.ts";
import { fakeEncoder } from "../../support/fake-encoder.ts";
import { openMini, root } from "../../support/mini.ts";

type Mini = Awaited<ReturnType<typeof openMini>>;
let mini: Mini;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

const read = (file: string) => decodeScan(join(root, "samples/images", file));
const words: HeatMapSubject = { kind: "text", text: "MR slice of the brain" };

async function tumour(name: string): Promise<HeatMapSubject> {
  const set = (await readShippedPromptSets(join(root, "prompts/zero-shot"))).find(
    ({ id }) => id === "brain-mri-tumour",
  );
  if (!set) throw new Error("no such set");
  return { kind: "class", set, name };
}

/** Locates with the embedded encoder, or one that differs from it. */
async function locate(
  subject: HeatMapSubject,
  {
    file = "BrainT1Slice.png",
    contrast = false,
    region,
    encoder = mini,
  }: {
    readonly file?: string;
    readonly contrast?: boolean;
    readonly region?: {
      readonly xPx: number;
      readonly yPx: number;
      readonly widthPx: number;
      readonly heightPx: number;
    };
    readonly encoder?: DualEncoder;
  } = {},
) {
  const scan = await read(file);
  const crop = region && { region, picture: cropRegion(scan.image, region) };
  const encoding = { encoder, rules: mini.rules };
  const encoded = await encodeScan(scan, crop, encoding);
  const located = (await createLocator(subject, encoding, { contrast }))(encoded);
  return { located, encoded, image: scan.image };
}

describe("locating", () => {
  test("words: a cell's number is the cosine of its patch with the text, on the whole picture", async () => {
    const { located, encoded } = await locate(words);
    const [{ embedding }] = await mini.text.encode(["MR slice of the brain"]);
    const { patches } = encoded.chosen;
    for (const [cell, value] of located.grid.values.entries())
      expect(value).toBeCloseTo(dot(embedding.values, patches?.values.subarray(cell * 384, (cell + 1) * 384) ?? []), 5);
    expect(located).toMatchObject({
      name: "similarity by patch",
      of: "MR slice of the brain",
      unit: "cosine",
      grid: { rows: 7, columns: 7, area: { xPx: 0, yPx: 0, widthPx: 181, heightPx: 217 } },
      within: { xPx: 0, yPx: 0, widthPx: 181, heightPx: 217 },
      abstained: false,
      provenance: { promptSet: null, smoothingCells: 0 },
    });
  });

  test("a fundus photograph, which is seen finer, is smoothed", async () => {
    const { located } = await locate({ kind: "text", text: "optic disc" }, { file: "retina.jpg" });
    expect(located).toMatchObject({ grid: { rows: 14, columns: 14 }, provenance: { smoothingCells: 1.4 } });
  });

  test("a contrast says so in its unit, and the contrasts of all classes sum to 0 in every cell", async () => {
    const names = ["glioma", "meningioma", "pituitary tumour", "no tumour"];
    const found = await Promise.all(
      names.map(async (name) => (await locate(await tumour(name), { contrast: true })).located),
    );
    expect(found.every(({ unit }) => unit === "cosine difference")).toBe(true);
    for (let cell = 0; cell < 49; cell++)
      expect(found.reduce((sum, { grid }) => sum + grid.values[cell], 0)).toBeCloseTo(0, 4);
  });

  test("a region's map lies where the region does, and its scale is that of its own cells", async () => {
    const region = { xPx: 40, yPx: 50, widthPx: 98, heightPx: 91 };
    const { located } = await locate(words, { region });
    expect(located).toMatchObject({ within: region, grid: { area: region }, picture: { widthPx: 181, heightPx: 217 } });
    expect(located.provenance.region).toEqual(region);
  });

  test("names of another kind of image abstain, and no picture is made of that", async () => {
    const labels = promptSetOfLabels(["lung adenocarcinoma", "colon adenocarcinoma"]);
    const subject = { kind: "class", set: labels, name: "lung adenocarcinoma" } as const;
    const { located, image } = await locate(subject);
    expect(located).toMatchObject({ abstained: true, reasonCode: "NAMES_OF_ANOTHER_KIND" });
    expect(() => heatMapPicture(image, located)).toThrow(expect.objectContaining({ code: "HEAT_MAP_WITHHELD" }));
    expect(() => heatMapGeoJson(located)).toThrow(expect.objectContaining({ code: "HEAT_MAP_WITHHELD" }));
  });

  test.each([
    {
      name: "a class that is not among the names",
      code: "CLASS_UNKNOWN",
      contrast: false,
      subject: { kind: "class", set: promptSetOfLabels(["a", "b"]), name: "c" },
    },
    { name: "a contrast of words", code: "CONTRAST_IMPOSSIBLE", contrast: true, subject: words },
    {
      name: "a contrast of a single name",
      code: "CONTRAST_IMPOSSIBLE",
      contrast: true,
      subject: { kind: "class", set: promptSetOfLabels(["a"]), name: "a" },
    },
  ] as const)("$name is refused: $code", async ({ subject, code, contrast }) => {
    await expect(locate(subject, { contrast })).rejects.toMatchObject({ code });
  });

  test("an encoder without patches is refused, with what would help", async () => {
    const chosen = fakeEncoder();
    const encoding = { encoder: mini, rules: mini.rules, chosen };
    const encoded = await encodeScan(await read("cell.png"), undefined, encoding);
    const locator = await createLocator(words, encoding, { contrast: false });
    expect(() => locator(encoded)).toThrow(
      expect.objectContaining({ code: "PATCHES_MISSING", remedy: expect.stringContaining("--encoder mini") }),
    );
  });
});

describe("the name of a map", () => {
  test("is explanation on kinds of image that the card says passed, of their own sets' classes, whole and without contrast", async () => {
    const explaining = { ...mini, explains: ["mri"] };
    const subject = await tumour("glioma");
    const region = { xPx: 20, yPx: 20, widthPx: 120, heightPx: 150 };
    const nameOf = async (...args: Parameters<typeof locate>) => (await locate(...args)).located.name;
    expect(await nameOf(subject, { encoder: explaining })).toBe("explanation");
    expect(await nameOf(subject, { encoder: { ...mini, explains: ["xray"] } })).toBe("similarity by patch");
    expect(await nameOf(subject, { encoder: explaining, contrast: true })).toBe("similarity by patch");
    expect(await nameOf(subject, { encoder: explaining, region })).toBe("similarity by patch");
    expect(await nameOf(words, { encoder: explaining })).toBe("similarity by patch");
    const own = { kind: "class", set: promptSetOfLabels(["glioma", "meningioma"]), name: "glioma" } as const;
    expect(await nameOf(own, { encoder: explaining })).toBe("similarity by patch");
  });
});

describe("the picture", () => {
  test("keeps the image's pixels in place, half image and half colour, and has its legend below", async () => {
    const { located, image } = await locate(words);
    const picture = heatMapPicture(image, located);
    expect(picture.widthPx).toBe(image.widthPx);
    expect(picture.heightPx).toBeGreaterThan(image.heightPx);
    const { grid, scale } = located;
    const [column, row] = [3, 4];
    const [x, y] = [((column + 0.5) * 181) / 7, ((row + 0.5) * 217) / 7].map(Math.floor); // a cell's middle
    const at = (y * image.widthPx + x) * 3;
    const colour = viridis(scaled(grid.values[row * 7 + column], scale));
    for (let channel = 0; channel < 3; channel++)
      expect(Math.abs(picture.data[at + channel] - (image.data[at + channel] + colour[channel]) / 2)).toBeLessThan(6);
    expect(await sharp(await encodePng(picture)).metadata()).toMatchObject({ format: "png", width: 181 });
  });

  test("without opacity is the image itself, above the legend", async () => {
    const { located, image } = await locate(words);
    expect(heatMapPicture(image, located, 0).data.subarray(0, image.data.length)).toEqual(image.data);
  });

  test("of a region leaves what was not looked at as it is", async () => {
    const region = { xPx: 40, yPx: 50, widthPx: 98, heightPx: 91 };
    const { located, image } = await locate(words, { region });
    const { data } = heatMapPicture(image, located, 1);
    for (let y = 0; y < image.heightPx; y++) {
      for (let x = 0; x < image.widthPx; x++) {
        if (x >= 40 && x < 138 && y >= 50 && y < 141) continue;
        const at = (y * image.widthPx + x) * 3;
        if (data[at] !== image.data[at]) expect({ x, y }).toBe("as it was");
      }
    }
  });
});

const Position = z.tuple([z.number(), z.number()]);
const Collection = z.object({
  type: z.literal("FeatureCollection"),
  features: z.array(
    z.object({
      type: z.literal("Feature"),
      geometry: z.object({ type: z.literal("Polygon"), coordinates: z.tuple([z.array(Position).length(5)]) }),
      properties: z.object({
        objectType: z.literal("annotation"),
        classification: z.object({ name: z.string(), color: z.array(z.int().min(0).max(255)).length(3) }),
        measurements: z.record(z.string(), z.number()),
      }),
    }),
  ),
});

test("the GeoJSON has a closed ring of pixels for every cell, in the order that RFC 7946 wants, with its value", async () => {
  const { located } = await locate(words);
  const { features } = Collection.parse(JSON.parse(heatMapGeoJson(located)));
  expect(features).toHaveLength(49);
  let area = 0;
  for (const [i, { geometry, properties }] of features.entries()) {
    const [ring] = geometry.coordinates;
    expect(ring[0]).toEqual(ring[4]);
    const signed = ring.slice(1).reduce((sum, [x, y], k) => sum + (ring[k][0] * y - x * ring[k][1]) / 2, 0);
    expect(signed).toBeGreaterThan(0); // counterclockwise where y counts upwards
    area += signed;
    expect(properties.measurements).toEqual({ "similarity by patch (cosine)": located.grid.values[i] });
  }
  expect(area).toBeCloseTo(181 * 217, 0);
});

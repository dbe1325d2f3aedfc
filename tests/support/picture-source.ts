import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { sha256Hex } from "../../src/core/sha256.ts";
import { seededRandom } from "./random.ts";

/** One generated picture: noise over a slope, no two alike. */
export async function pictureFile(seed: number, sidePx: number): Promise<Buffer> {
  const random = seededRandom(seed);
  const [red, green, blue] = [random(), random(), random()];
  const data = new Uint8Array(sidePx * sidePx * 3);
  for (let i = 0; i < data.length; i += 3) {
    const slope = (i / data.length) * 128;
    data[i] = slope * red + 127 * random();
    data[i + 1] = slope * green + 127 * random();
    data[i + 2] = slope * blue + 127 * random();
  }
  return sharp(data, { raw: { width: sidePx, height: sidePx, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

export interface PictureSource {
  readonly folder: string;
  /** File of each picture's id. */
  readonly files: ReadonlyMap<string, string>;
  /** The caption that was given last, by id. */
  readonly captions: ReadonlyMap<string, string>;
}

export interface PictureSourceOptions {
  readonly pictures: number;
  /** Shifts the seeds of the pictures: sources with other numbers share no picture. */
  readonly first?: number;
  readonly sidePx?: number;
  /** Rows beside one for each picture: another caption for the picture of that index, `at` that place of the manifest. */
  readonly again?: readonly { readonly picture: number; readonly at: number }[];
}

/** Makes a folder of generated pictures with its `manifest.jsonl`. */
export async function makePictureSource(
  folder: string,
  { pictures, first = 0, sidePx = 48, again = [] }: PictureSourceOptions,
): Promise<PictureSource> {
  await mkdir(folder, { recursive: true });
  const made = await Promise.all(
    Array.from({ length: pictures }, async (_, i) => {
      const bytes = await pictureFile(first + i, sidePx);
      const file = `picture-${i}.png`;
      await writeFile(join(folder, file), bytes);
      return { file, id: sha256Hex(bytes).slice(0, 32) };
    }),
  );
  const rows = made.map((each, i) => ({ ...each, caption: `Generated picture number ${first + i}.` }));
  for (const [turn, { picture, at }] of again.entries())
    rows.splice(at, 0, { ...made[picture], caption: `Generated picture number ${first + picture}, wording ${turn}.` });
  const lines = rows.map(({ file, caption }) => JSON.stringify({ file, caption }));
  await writeFile(join(folder, "manifest.jsonl"), `${lines.join("\n")}\n`);
  return {
    folder,
    files: new Map(made.map(({ id, file }) => [id, join(folder, file)])),
    captions: new Map(rows.map(({ id, caption }) => [id, caption])),
  };
}

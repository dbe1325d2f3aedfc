import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RgbImage } from "../../imaging/contract.ts";
import { encodePng } from "../../imaging/view.ts";
import { ProtocolDataDamagedError, ProtocolDataMissingError } from "./errors.ts";
import type { NpyArray } from "./npy-array.ts";
import { readNpz } from "./npz-file.ts";
import type { Protocol } from "./protocol.ts";

const splits = ["train", "val", "test"] as const;

/**
 * Unpacks a MedMNIST file as images with a manifest.
 * Source: MedMNIST, medmnist/dataset.py: `{split}_images` of [N, side, side] or [N, side, side, 3], `{split}_labels` of [N, 1].
 * @param to an empty folder
 */
export async function unpackMedMnist(folder: string, { data }: Protocol, to: string): Promise<void> {
  const name = data.file ?? "";
  const path = join(folder, name);
  await stat(path).catch((cause) => {
    throw new ProtocolDataMissingError(name, data.from, { cause });
  });
  const arrays = await readNpz(
    path,
    splits.flatMap((split) => [`${split}_images`, `${split}_labels`]),
  );
  const damaged = () => new ProtocolDataDamagedError("are not the arrays of a MedMNIST file", data.from);
  if (!arrays) throw damaged();
  const lines: string[] = [];
  for (const split of splits) {
    const [images, labels] = [arrays.get(`${split}_images`), arrays.get(`${split}_labels`)];
    if (!images || !labels || images.shape[0] !== labels.values.length) throw damaged();
    await mkdir(join(to, split), { recursive: true });
    for (let i = 0; i < images.shape[0]; i++) {
      const picture = pictureOf(images, i);
      if (!picture) throw damaged();
      const file = `${split}/${i}.png`;
      await writeFile(join(to, file), await encodePng(picture));
      const label = data.labels?.[`${labels.values[i]}`] ?? `${labels.values[i]}`;
      lines.push(JSON.stringify({ file, label, partition: split }));
    }
  }
  await writeFile(join(to, "manifest.jsonl"), lines.join("\n"));
}

function pictureOf({ shape, values }: NpyArray, index: number): RgbImage | null {
  const [, heightPx, widthPx, channels = 1] = shape;
  if (shape.length < 3 || shape.length > 4 || (channels !== 1 && channels !== 3)) return null;
  const size = heightPx * widthPx;
  const data = new Uint8Array(size * 3);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3);
    data[i] = values[(index * size + pixel) * channels + (channels === 3 ? i % 3 : 0)];
  }
  return { widthPx, heightPx, data };
}

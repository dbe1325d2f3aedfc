import { once } from "../core/once.ts";
import type { Resampler, RgbImage, SizePx } from "../imaging/contract.ts";
import type { InferenceEngine, Tensors } from "../inference/contract.ts";
import { cardFile, type LoadedCard } from "./card.ts";
import type { EncodedImage, ImageEncoder, ImageKindGate } from "./contract.ts";
import { writePixelValues } from "./pixel-values.ts";

/** Images of one run: past this the tower gains nothing and a waiting query waits longer. */
const batchSize = 4;

interface EncodedWithFeatures extends EncodedImage {
  readonly features: Float32Array;
}

export interface ImageTowerParts {
  readonly engine: InferenceEngine;
  readonly resampler: Resampler;
  /** Says which images are of a kind that the card wants encoded at a greater size. */
  readonly gate: ImageKindGate;
}

/** The image tower of a model folder; its graph is loaded on the first call. */
export function createImageTower(loaded: LoadedCard, { engine, resampler, gate }: ImageTowerParts): ImageEncoder {
  const { card, encoderId } = loaded;
  const { input, finer } = card.image;
  const openSession = once(() => {
    const { path, sha256 } = cardFile(loaded, card.image.file);
    return engine.open(path, { sha256 });
  });

  async function encodeBatch(images: readonly RgbImage[]): Promise<EncodedImage[]> {
    const first = await encodeAt(card.image.sizePx, images);
    return Promise.all(
      first.map(async (encoded, position) => {
        const sizePx = await finerSizePx(encoded.features);
        return sizePx === null ? encoded : (await encodeAt(sizePx, [images[position]]))[0];
      }),
    );
  }

  /** Small things decide in some kinds of image: they are seen at a greater size only. Null: the first size does. */
  async function finerSizePx(features: Float32Array): Promise<number | null> {
    if (finer.length === 0) return null;
    const { kind } = await gate.classify(features);
    return finer.find((each) => each.kind === kind)?.sizePx ?? null;
  }

  async function encodeAt(sizePx: number, images: readonly RgbImage[]): Promise<readonly EncodedWithFeatures[]> {
    const squashed = await Promise.all(
      images.map((image) => resampler.resize(image, { widthPx: sizePx, heightPx: sizePx })),
    );
    const data = new Float32Array(images.length * 3 * sizePx * sizePx); // (B, 3, H, W)
    for (const [position, image] of squashed.entries()) writePixelValues(image, card.image, data, position);
    const session = await openSession();
    const outputs = await session.run({ [input]: { type: "float32", data, dims: [images.length, 3, sizePx, sizePx] } });
    return images.map((image, position) => readOutputs(outputs, position, image));
  }

  function readOutputs(outputs: Tensors, position: number, { widthPx, heightPx }: SizePx): EncodedWithFeatures {
    const [, cells] = outputs.patch_embeds.dims; // (B, cells, D)
    const side = Math.sqrt(cells);
    return {
      embedding: { encoderId, values: row(outputs.image_embeds, position) },
      features: row(outputs.features, position),
      patches: {
        rows: side,
        columns: side,
        values: row(outputs.patch_embeds, position),
        area: { xPx: 0, yPx: 0, widthPx, heightPx }, // squashed: the whole picture
      },
    };
  }

  return {
    id: encoderId,
    dimensions: card.dimensions,
    async encode(images, options) {
      const encoded: EncodedImage[] = [];
      for (let start = 0; start < images.length; start += batchSize) {
        options?.signal?.throwIfAborted();
        encoded.push(...(await encodeBatch(images.slice(start, start + batchSize))));
      }
      return encoded;
    },
  };
}

/** A copy of one image's values of a float32 output [B, …]. */
function row({ data, dims }: Tensors[string], position: number): Float32Array {
  const size = data.length / dims[0];
  if (!(data instanceof Float32Array)) throw new TypeError("The output is not float32.");
  return data.slice(position * size, (position + 1) * size);
}

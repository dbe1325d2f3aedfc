import { once } from "../core/once.ts";
import type { Resampler, RgbImage } from "../imaging/contract.ts";
import type { InferenceEngine, Tensors } from "../inference/contract.ts";
import { cardFile, type LoadedCard } from "./card.ts";
import type { EncodedImage, ImageEncoder } from "./contract.ts";
import { writePixelValues } from "./pixel-values.ts";

/** Images of one run: past this the tower gains nothing and a waiting query waits longer. */
const batchSize = 4;

/** The image tower of a model folder; its graph is loaded on the first call. */
export function createImageTower(loaded: LoadedCard, engine: InferenceEngine, resampler: Resampler): ImageEncoder {
  const { card, encoderId } = loaded;
  const { sizePx, input } = card.image;
  const openSession = once(() => {
    const { path, sha256 } = cardFile(loaded, card.image.file);
    return engine.open(path, { sha256 });
  });

  async function encodeBatch(images: readonly RgbImage[]): Promise<EncodedImage[]> {
    const squashed = await Promise.all(
      images.map((image) => resampler.resize(image, { widthPx: sizePx, heightPx: sizePx })),
    );
    const data = new Float32Array(images.length * 3 * sizePx * sizePx); // (B, 3, H, W)
    for (const [position, image] of squashed.entries()) writePixelValues(image, card.image, data, position);
    const session = await openSession();
    const outputs = await session.run({ [input]: { type: "float32", data, dims: [images.length, 3, sizePx, sizePx] } });
    return images.map((_, position) => readOutputs(outputs, position));
  }

  function readOutputs({ image_embeds, features, patch_embeds }: Tensors, position: number): EncodedImage {
    const [, cells] = patch_embeds.dims; // (B, cells, D)
    const side = Math.sqrt(cells);
    return {
      embedding: { encoderId, values: row(image_embeds, position) },
      features: row(features, position),
      patches: { rows: side, columns: side, values: row(patch_embeds, position) },
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

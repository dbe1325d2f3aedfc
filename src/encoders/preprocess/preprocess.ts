import type { ResampleFilter, Resampler, RgbImage } from "../../imaging/contract.ts";
import type { EncodeOptions } from "../contract.ts";
import { channelPlanes } from "./channel-planes.ts";
import { toGrey } from "./grey.ts";
import { layOnSquare } from "./lay-on-square.ts";
import { paddedSquare, placementOf } from "./placement.ts";
import { resampleBilinear, resizePlanesBicubic } from "./resample-floats.ts";
import type { PreprocessSpec } from "./spec.ts";
import { stretchToBytes } from "./stretch.ts";

/**
 * Makes a picture what an image tower is given.
 * @returns planes [3, side, side], side by `inputSizePx`.
 * @throws {ResamplerStoppedError}; an abort as it is.
 */
export type Preprocess = (image: RgbImage, options?: EncodeOptions) => Promise<Float32Array>;

/**
 * The preprocessing that a card states, at parity with its reference code for an RGB picture. (torchvision resizes a
 * picture with transparency premultiplied and drops alpha afterwards: ours has none by then, and so other pixels.)
 * Bytes are resized by the resampler, in its thread; the resizes of floats are computed here.
 */
export function createPreprocess(spec: PreprocessSpec, resampler: Resampler): Preprocess {
  const { sizePx, fit, grey, stretch, resampling, thenResize } = spec;
  const emptyBytes = () => new Uint8Array(sizePx * sizePx * 3);

  function beforeFit(image: RgbImage): RgbImage {
    const stretched = stretch === "min-max" ? stretchToBytes(image) : image;
    const coloured = grey === "before-fit" ? toGrey(stretched) : stretched;
    return fit.kind === "pad-then-squash" ? padToSquare(coloured, sizePx) : coloured;
  }

  async function fitted(image: RgbImage, options: EncodeOptions): Promise<Uint8Array | Float32Array> {
    const placement = placementOf(image, sizePx, fit);
    if (resampling === "torch-bilinear") {
      return layOnSquare(resampleBilinear(image, placement.size), placement, new Float32Array(sizePx * sizePx * 3));
    }
    const resized = await resampler.resize(image, placement.size, { ...options, filter: filters[resampling] });
    const data = layOnSquare(resized, placement, emptyBytes());
    return grey === "after-fit" ? toGrey({ widthPx: sizePx, heightPx: sizePx, data }).data : data;
  }

  return async (image, options = {}) => {
    const planes = channelPlanes(await fitted(beforeFit(image), options), spec);
    return thenResize === null ? planes : resizePlanesBicubic(planes, sizePx, thenResize.sizePx);
  };
}

const filters: Readonly<Record<Exclude<PreprocessSpec["resampling"], "torch-bilinear">, ResampleFilter>> = {
  "pillow-bicubic": "bicubic",
  "pillow-bilinear": "bilinear",
  "pillow-lanczos": "lanczos",
};

function padToSquare(image: RgbImage, leastPx: number): RgbImage {
  const { sidePx, ...at } = paddedSquare(image, leastPx);
  return { widthPx: sidePx, heightPx: sidePx, data: layOnSquare(image, at, new Uint8Array(sidePx * sidePx * 3)) };
}

import type { ResampleFilter, RgbImage, SizePx } from "./contract.ts";

/** To the resampling thread; the image's buffer is transferred. */
export interface ResampleRequest {
  readonly id: number;
  readonly image: RgbImage;
  readonly size: SizePx;
  readonly filter: ResampleFilter;
}

/** From the resampling thread; the image's buffer is transferred. */
export interface ResampleReply {
  readonly id: number;
  readonly image: RgbImage;
}

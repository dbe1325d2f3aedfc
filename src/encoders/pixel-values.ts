import type { RgbImage } from "../imaging/contract.ts";
import type { DualEncoderCard } from "./card.ts";

/**
 * Writes a square image into a batch of its size: (value / 255 - mean) / std, HWC bytes to CHW floats.
 * @param target floats of the batch, [B, 3, size, size]
 * @param position index of the image in the batch
 */
export function writePixelValues(
  image: RgbImage,
  { mean, std }: Pick<DualEncoderCard["image"], "mean" | "std">,
  target: Float32Array,
  position: number,
): void {
  const plane = image.widthPx * image.heightPx;
  for (let channel = 0; channel < 3; channel++) {
    const table = Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean[channel]) / std[channel]);
    const start = (position * 3 + channel) * plane;
    for (let i = 0; i < plane; i++) target[start + i] = table[image.data[i * 3 + channel]];
  }
}

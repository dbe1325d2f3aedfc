import type { RgbImage, SizePx } from "./contract.ts";
import { ImageShapeError } from "./errors.ts";

/** An image that has its buffer to itself, so that it can be transferred to another thread. */
export interface OwnRgbImage extends RgbImage {
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Throws unless both sides are whole pixels >= 1. @throws {ImageShapeError} */
export function checkSize({ widthPx, heightPx }: SizePx): void {
  if (!Number.isSafeInteger(widthPx) || !Number.isSafeInteger(heightPx) || widthPx < 1 || heightPx < 1) {
    throw new ImageShapeError("An image side is not a whole number of pixels >= 1.");
  }
}

/** Throws unless the image has a size and width × height × 3 bytes. @throws {ImageShapeError} */
export function checkImage(image: RgbImage): void {
  checkSize(image);
  if (image.data.length !== image.widthPx * image.heightPx * 3) {
    throw new ImageShapeError("An image has another number of bytes than width × height × 3.");
  }
}

/** The same bytes as a plain `Uint8Array`: a `Buffer`'s `slice` is a view, that of others a copy. */
export function plainBytes(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** Three equal channels from one. @param grey N bytes. @returns N × 3 bytes. */
export function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let i = 0, to = 0; i < grey.length; i++) {
    rgb[to++] = grey[i];
    rgb[to++] = grey[i];
    rgb[to++] = grey[i];
  }
  return rgb;
}

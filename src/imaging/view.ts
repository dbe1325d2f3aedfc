import sharp, { type Sharp } from "sharp";
import type { RgbImage, SizePx } from "./contract.ts";
import { decodePicture } from "./decode.ts";
import { checkImage, plainBytes } from "./rgb-image.ts";

/** Longest short side of a stored view. */
export const viewShortSidePx = 512;
/** Longest side that a JPEG can have. */
const jpegMaxSidePx = 65_500;

/**
 * A picture as a library stores it: JPEG, quality 92, no chroma subsampling, short side <= 512 px (shrunk with Lanczos3,
 * never enlarged), no metadata.
 */
export async function encodeView(image: RgbImage): Promise<Uint8Array> {
  const { widthPx: width, heightPx: height } = viewSize(image);
  const picture = asPicture(image).resize({ width, height, fit: "fill", kernel: "lanczos3" });
  return plainBytes(await picture.jpeg({ quality: 92, chromaSubsampling: "4:4:4" }).toBuffer());
}

/** The picture of a stored view. @throws {ScanDamagedError} */
export async function decodeView(bytes: Uint8Array): Promise<RgbImage> {
  const limits = { maxPixels: jpegMaxSidePx * viewShortSidePx, maxSeconds: 10 };
  return (await decodePicture(bytes, "jpeg", limits)).image;
}

/**
 * The picture without loss, as PNG without metadata.
 * @param options `shortSidePx` shrinks it with Lanczos3 until its short side is at most this; it is never enlarged.
 */
export async function encodePng(
  image: RgbImage,
  { shortSidePx }: { readonly shortSidePx?: number } = {},
): Promise<Uint8Array> {
  const picture = asPicture(image);
  if (shortSidePx === undefined) return plainBytes(await picture.png().toBuffer());
  const { widthPx: width, heightPx: height } = viewSize(image, shortSidePx);
  return plainBytes(await picture.resize({ width, height, fit: "fill", kernel: "lanczos3" }).png().toBuffer());
}

/** Size of the view of an image of this size; the long side is rounded. */
export function viewSize({ widthPx, heightPx }: SizePx, shortSidePx: number = viewShortSidePx): SizePx {
  const scale = Math.min(1, shortSidePx / Math.min(widthPx, heightPx), jpegMaxSidePx / Math.max(widthPx, heightPx));
  const scaled = (sidePx: number) => Math.max(1, Math.round(sidePx * scale));
  return { widthPx: scaled(widthPx), heightPx: scaled(heightPx) };
}

function asPicture(image: RgbImage): Sharp {
  checkImage(image);
  return sharp(image.data, { raw: { width: image.widthPx, height: image.heightPx, channels: 3 } });
}

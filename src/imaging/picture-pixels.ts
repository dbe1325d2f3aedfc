import type { Metadata, OutputInfo, Sharp } from "sharp";
import type { RgbImage } from "./contract.ts";
import { rareVariant } from "./picture-decoder.ts";
import { rescaleToBytes } from "./rescale.ts";
import { greyToRgb, plainBytes } from "./rgb-image.ts";

/** A picture's pixels, and what was done to them in words. */
export interface PicturePixels {
  readonly image: RgbImage;
  readonly steps: readonly string[];
}

/**
 * Decodes an opened picture to 8-bit sRGB. Alpha is dropped, not blended, as Pillow's `convert("RGB")` does. Values of more
 * than 8 bits are never clipped: they are rescaled, which is a step.
 * @param header of the same picture.
 * @throws {ScanUnsupportedError} where libvips would clip the values.
 */
export async function readPixels(picture: Sharp, header: Metadata): Promise<PicturePixels> {
  const colours = header.channels - (header.hasAlpha ? 1 : 0);
  if (header.depth === "uchar") return readBytes(picture, header, colours);
  if (header.depth === "ushort" && header.space === "rgb16" && colours === 3) return readWords(picture, "rgb16");
  if (header.depth === "ushort" && header.space === "grey16" && colours === 1) return readWords(picture, "grey16");
  const single = ["char", "uint", "int", "float"]; // libvips clips "short" and narrows "double"
  if (header.space === "b-w" && colours === 1 && single.includes(header.depth)) return readNumbers(picture);
  throw rareVariant();
}

async function readBytes(picture: Sharp, header: Metadata, colours: number): Promise<PicturePixels> {
  const { data, info } = await readRaw(picture, "srgb", "uchar");
  if (info.channels !== 3) throw rareVariant();
  const steps: string[] = [];
  if (header.space === "cmyk") steps.push("CMYK converted to sRGB");
  else if (colours === 1) steps.push("grey copied to three equal channels");
  return { image: { widthPx: info.width, heightPx: info.height, data: plainBytes(data) }, steps };
}

async function readWords(picture: Sharp, space: "rgb16" | "grey16"): Promise<PicturePixels> {
  const { data, info } = await readRaw(picture, space, "ushort");
  return rescaled(new Uint16Array(ownBuffer(data)), info, "16-bit");
}

async function readNumbers(picture: Sharp): Promise<PicturePixels> {
  const { data, info } = await readRaw(picture, "b-w", "float");
  return rescaled(new Float32Array(ownBuffer(data)), info, "numeric");
}

function readRaw(picture: Sharp, space: string, depth: "uchar" | "ushort" | "float") {
  return picture.removeAlpha().toColourspace(space).raw({ depth }).toBuffer({ resolveWithObject: true });
}

function rescaled(values: Uint16Array | Float32Array, info: OutputInfo, what: string): PicturePixels {
  const { bytes, low, high, notFinite } = rescaleToBytes(values);
  const steps = [`${what} values ${low} to ${high} rescaled to 0 to 255: brightness is relative to this picture`];
  if (notFinite > 0) steps.push(`${notFinite} values that are no numbers shown black`);
  if (info.channels === 1) steps.push("grey copied to three equal channels");
  else if (info.channels !== 3) throw rareVariant();
  const data = info.channels === 1 ? greyToRgb(bytes) : bytes;
  return { image: { widthPx: info.width, heightPx: info.height, data }, steps };
}

/** The bytes in a buffer of their own, so that they can be read as wider numbers at any alignment. */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

import sharp, { type Metadata, type Sharp, type SharpOptions } from "sharp";
import type { ScanFormat } from "./contract.ts";
import { ScanDamagedError, ScanTooLargeError, ScanUnsupportedError } from "./errors.ts";
import { foreignContents } from "./foreign-content.ts";

export interface PictureLimits {
  readonly maxPixels: number;
  readonly maxSeconds: number;
}

let fenced = false;

/**
 * Opens a picture for decoding: the first page, upright, strict about damage. The process's libvips may read PNG, JPEG,
 * TIFF and WebP from memory from then on, and nothing else (no SVG, no files by name), whoever asks.
 */
export function openPicture(bytes: Uint8Array, limits: PictureLimits, options: SharpOptions = {}): Sharp {
  if (!fenced) {
    sharp.block({ operation: ["VipsForeignLoad"] });
    sharp.unblock({ operation: ["Png", "Jpeg", "Tiff", "Webp"].map((loader) => `VipsForeignLoad${loader}Buffer`) });
    fenced = true;
  }
  return sharp(bytes, {
    failOn: "warning",
    limitInputPixels: limits.maxPixels,
    sequentialRead: true,
    autoOrient: true,
    ...options,
  }).timeout({ seconds: limits.maxSeconds });
}

/**
 * Reads a picture's header.
 * @throws {ScanTooLargeError} before any pixel is decoded. @throws {ScanDamagedError | ScanUnsupportedError}
 */
export async function readHeader(bytes: Uint8Array, format: ScanFormat, limits: PictureLimits): Promise<Metadata> {
  const unlimited = { limitInputPixels: false, limitInputChannels: false };
  const header = await withTypedErrors(format, limits, () => openPicture(bytes, limits, unlimited).metadata());
  if (header.width * header.height > limits.maxPixels) {
    throw new ScanTooLargeError({ kind: "pixels", max: limits.maxPixels });
  }
  return header;
}

/** A picture of a known format whose pixels we cannot show without changing what they say. */
export function rareVariant(options?: ErrorOptions): ScanUnsupportedError {
  const { content, remedy } = foreignContents.rareVariant;
  return new ScanUnsupportedError(content, remedy, options);
}

/** What libvips says of a whole picture that it cannot read; "unsupported image format" is a broken header here. */
const rareWords = /unsupported (?!image format)|not supported|not configured|out of range|channels? limit/i;

/** Runs libvips and turns its errors into ours; its words, which may quote the file, stay in `cause`. */
export async function withTypedErrors<T>(format: ScanFormat, limits: PictureLimits, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== "Error") throw cause; // ours, or no picture's fault
    const words = cause.message;
    if (/timeout/i.test(words)) throw new ScanTooLargeError({ kind: "seconds", max: limits.maxSeconds }, { cause });
    if (rareWords.test(words)) {
      throw rareVariant({ cause });
    }
    throw new ScanDamagedError(format, { cause });
  }
}

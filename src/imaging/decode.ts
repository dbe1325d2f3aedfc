import { sha256Hex } from "../core/sha256.ts";
import type { DecodedScan, ScanFormat } from "./contract.ts";
import { ScanEmptyError, ScanTooLargeError, ScanUnsupportedError } from "./errors.ts";
import { isSrgbProfile } from "./icc-profile.ts";
import { openPicture, type PictureLimits, readHeader, withTypedErrors } from "./picture-decoder.ts";
import { readPixels } from "./picture-pixels.ts";
import { readScan } from "./read-scan.ts";
import { identifyContent } from "./scan-content.ts";

export interface DecodeOptions {
  /** @default 536_870_912 (512 MB) */
  readonly maxBytes?: number;
  /** Width × height. @default 100_000_000 */
  readonly maxPixels?: number;
  /** Time for the pixels. @default 10 */
  readonly maxSeconds?: number;
  /** Looked at between the steps: a decoding that has begun runs to its end. */
  readonly signal?: AbortSignal;
}

const defaultMaxBytes = 512 * 1024 * 1024;

/**
 * Reads a scan file: a PNG, JPEG, TIFF or WebP, told by its bytes and not by its name. The picture is the first page,
 * upright, in sRGB; every other fact in the file (names, dates, places) is left behind.
 * @throws {ScanNotFoundError | ScanUnreadableError | ScanEmptyError | ScanUnsupportedError | ScanDamagedError | ScanTooLargeError}
 */
export async function decodeScan(path: string, options: DecodeOptions = {}): Promise<DecodedScan> {
  const bytes = await readScan(path, options.maxBytes ?? defaultMaxBytes, options.signal);
  return decodeScanBytes(bytes, options);
}

/** As `decodeScan`, for the bytes of a file. They are read, not kept and not changed. */
export async function decodeScanBytes(bytes: Uint8Array, options: DecodeOptions = {}): Promise<DecodedScan> {
  const { maxBytes = defaultMaxBytes, signal } = options;
  if (bytes.length === 0) throw new ScanEmptyError();
  if (bytes.length > maxBytes) throw new ScanTooLargeError({ kind: "bytes", max: maxBytes });
  const content = await identifyContent(bytes);
  if (content.kind === "foreign") throw new ScanUnsupportedError(content.content, content.remedy);
  signal?.throwIfAborted();
  const limits = { maxPixels: options.maxPixels ?? 100_000_000, maxSeconds: options.maxSeconds ?? 10 };
  const picture = await decodePicture(bytes, content.format, limits);
  signal?.throwIfAborted();
  return { format: content.format, sha256: sha256Hex(bytes), sizeBytes: bytes.length, ...picture };
}

/** Decodes the first page of a picture whose format is known. */
export async function decodePicture(
  bytes: Uint8Array,
  format: ScanFormat,
  limits: PictureLimits,
): Promise<Pick<DecodedScan, "image" | "pages" | "steps">> {
  const header = await readHeader(bytes, format, limits);
  const profile = header.icc !== undefined && header.depth === "uchar" ? header.icc : undefined;
  const ignoreIcc = header.space !== "cmyk" && (profile === undefined || isSrgbProfile(profile));
  const pixels = await withTypedErrors(format, limits, () =>
    readPixels(openPicture(bytes, limits, { ignoreIcc }), header),
  );
  const { pages = 1, orientation = 1, hasAlpha, space } = header;
  const steps = [
    ...(pages > 1 ? [`first of ${pages} pages`] : []),
    ...(orientation > 1 ? ["EXIF orientation applied"] : []),
    ...(profile !== undefined && !ignoreIcc && space !== "cmyk" ? ["colour profile converted to sRGB"] : []),
    ...(hasAlpha ? ["transparency dropped"] : []),
    ...pixels.steps,
  ];
  return { image: pixels.image, pages, steps };
}

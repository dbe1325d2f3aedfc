/** 8-bit RGB picture: row-major, interleaved (HWC), 3 bytes a pixel, no padding. */
export interface RgbImage {
  readonly widthPx: number;
  readonly heightPx: number;
  /** widthPx × heightPx × 3 bytes. */
  readonly data: Uint8Array;
}

/** An axis-aligned box of an image, in its pixels; x and y from the top left corner. */
export interface RegionPx {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A rectangle in pixels of an image that need not lie inside it, nor at whole pixels. */
export interface AreaPx {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What a scan file was found to be, and its picture. */
export interface DecodedScan {
  readonly format: ScanFormat;
  /** SHA-256 of the file's bytes, 64 hex digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** All pages or frames that the file holds; `image` is the first. */
  readonly pages: number;
  readonly image: RgbImage;
  /** What was done to make the picture, in words a user can check ("EXIF orientation applied"). */
  readonly steps: readonly string[];
}

export const scanFormats = ["png", "jpeg", "tiff", "webp"] as const;
export type ScanFormat = (typeof scanFormats)[number];

export const resampleFilters = ["bicubic", "bilinear", "lanczos"] as const;
export type ResampleFilter = (typeof resampleFilters)[number];

/** Resamples images in a worker thread, one after the other: see `resample`. */
export interface Resampler extends AsyncDisposable {
  /**
   * Squashes to exactly the given size.
   * The pixels are copied before the call returns: the caller may change or reuse them at once.
   * @throws {ResamplerStoppedError} when the worker ended first; an abort as it is.
   */
  resize(image: RgbImage, size: SizePx, options?: ResizeOptions): Promise<RgbImage>;
}

export interface ResizeOptions {
  /** @default "bicubic" */
  readonly filter?: ResampleFilter;
  readonly signal?: AbortSignal;
}

export interface SizePx {
  readonly widthPx: number;
  readonly heightPx: number;
}

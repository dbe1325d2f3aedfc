import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { sha256Hex } from "../../src/core/sha256.ts";
import type { RgbImage } from "../../src/imaging/contract.ts";
import { decodeScan, decodeScanBytes } from "../../src/imaging/decode.ts";
import { pattern } from "./pattern.ts";

const noise = pattern("noise", 30, 20);

function picture({ data, widthPx, heightPx }: RgbImage) {
  return sharp(data, { raw: { width: widthPx, height: heightPx, channels: 3 } });
}

/** Red, green and blue of a pixel. */
function pixel({ data, widthPx }: RgbImage, x: number, y: number): number[] {
  return [...data.subarray((y * widthPx + x) * 3, (y * widthPx + x) * 3 + 3)];
}

/** A picture of one colour. */
function flat(channels: 3 | 4, background: { r: number; g: number; b: number; alpha?: number }) {
  return sharp({ create: { width: 16, height: 16, channels, background } });
}

test("a file is known by its bytes, whatever its name says", async () => {
  const folder = await mkdtemp(join(tmpdir(), "caselens-decode-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const bytes = await picture(noise).png().toBuffer();
  await writeFile(join(folder, "noise.jpg"), bytes);
  expect(await decodeScan(join(folder, "noise.jpg"))).toEqual({
    format: "png",
    sha256: sha256Hex(bytes),
    sizeBytes: bytes.length,
    pages: 1,
    image: noise,
    steps: [],
  });
});

test.each([
  { format: "png", bytes: picture(noise).png({ progressive: true }).toBuffer() },
  { format: "tiff", bytes: picture(noise).tiff({ compression: "deflate", bigtiff: true }).toBuffer() },
  { format: "webp", bytes: picture(noise).webp({ lossless: true }).toBuffer() },
])("a lossless $format comes back as it was", async ({ format, bytes }) => {
  expect(await decodeScanBytes(await bytes)).toMatchObject({ format, image: noise, steps: [] });
});

test("a picture of few colours in a palette comes back as it was", async () => {
  const colours = pattern("extremes", 30, 20);
  const bytes = await picture(colours).png({ palette: true, colours: 8, dither: 0 }).toBuffer();
  expect((await sharp(bytes).metadata()).isPalette).toBe(true);
  expect((await decodeScanBytes(bytes)).image).toEqual(colours);
});

test("EXIF orientation is applied, and named", async () => {
  const bytes = await picture(noise).withMetadata({ orientation: 6 }).png().toBuffer();
  const { image, steps } = await decodeScanBytes(bytes);
  expect(image).toMatchObject({ widthPx: 20, heightPx: 30 });
  expect(pixel(image, 19, 0)).toEqual(pixel(noise, 0, 0)); // turned clockwise
  expect(steps).toEqual(["EXIF orientation applied"]);
});

test("transparency is dropped, not blended, and named", async () => {
  const bytes = await flat(4, { r: 200, g: 10, b: 60, alpha: 0.1 }).png().toBuffer();
  const { image, steps } = await decodeScanBytes(bytes);
  expect(pixel(image, 5, 5)).toEqual([200, 10, 60]);
  expect(steps).toEqual(["transparency dropped"]);
});

test("grey becomes three equal channels", async () => {
  const bytes = await flat(3, { r: 77, g: 77, b: 77 }).toColourspace("b-w").jpeg().toBuffer();
  const { image, steps } = await decodeScanBytes(bytes);
  expect(pixel(image, 3, 3)).toEqual([77, 77, 77]);
  expect(steps).toEqual(["grey copied to three equal channels"]);
});

test("CMYK is converted to sRGB", async () => {
  const bytes = await flat(3, { r: 255, g: 255, b: 255 }).toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer();
  const { image, steps } = await decodeScanBytes(bytes);
  for (const value of pixel(image, 8, 8)) expect(value).toBeGreaterThan(245);
  expect(steps).toEqual(["CMYK converted to sRGB"]);
});

test.each([
  { profile: "srgb", steps: [], same: true },
  { profile: "p3", steps: ["colour profile converted to sRGB"], same: false },
])("pixels with the profile $profile are converted only where they are not sRGB", async ({ profile, steps, same }) => {
  const converted = await picture(noise).withIccProfile(profile).png().toBuffer();
  const raw = await sharp(converted, { ignoreIcc: true }).raw().toBuffer();
  const decoded = await decodeScanBytes(converted);
  expect(decoded.steps).toEqual(steps);
  expect(Buffer.from(decoded.image.data).equals(raw)).toBe(same);
});

const ramp = Uint16Array.from({ length: 64 * 4 }, (_, i) => 1000 + i * 8);
const deep = sharp(ramp, { raw: { width: 64, height: 4, channels: 1 } }).toColourspace("grey16");

test.each([
  { format: "png", bytes: deep.clone().png().toBuffer() },
  { format: "tiff", bytes: deep.clone().tiff({ compression: "lzw" }).toBuffer() },
])("16-bit values in a $format are rescaled from their own range, never clipped", async ({ bytes }) => {
  const { image, steps } = await decodeScanBytes(await bytes);
  expect(pixel(image, 0, 0)).toEqual([0, 0, 0]);
  expect(pixel(image, 0, 2)).toEqual([128, 128, 128]); // (2024 - 1000) / 2040 of 255
  expect(pixel(image, 63, 3)).toEqual([255, 255, 255]);
  expect(new Set(image.data).size).toBe(256);
  expect(steps).toEqual([
    expect.stringContaining("16-bit values 1000 to 3040 rescaled"),
    "grey copied to three equal channels",
  ]);
});

test("of an animated WebP the first frame is taken, and the others are counted", async () => {
  const frames = [40, 200, 120].map((r) => ({
    create: { width: 8, height: 8, channels: 3 as const, background: { r, g: 0, b: 0 } },
  }));
  const pages = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()));
  const bytes = await sharp(pages, { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer();
  const { image, pages: count, steps } = await decodeScanBytes(bytes);
  expect({ count, ...image }).toMatchObject({ count: 3, widthPx: 8, heightPx: 8 });
  expect(pixel(image, 4, 4)).toEqual([40, 0, 0]);
  expect(steps).toEqual(["first of 3 pages"]);
});

test("decoding keeps the caller's bytes as they are", async () => {
  const bytes = new Uint8Array(await picture(noise).png().toBuffer());
  const before = sha256Hex(bytes);
  await decodeScanBytes(bytes);
  expect(sha256Hex(bytes)).toBe(before);
});

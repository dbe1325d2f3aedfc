import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync, gzipSync } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "../../src/core/errors.ts";
import { type DecodeOptions, decodeScan } from "../../src/imaging/decode.ts";
import { pattern } from "./pattern.ts";

const { widthPx: width, heightPx: height, data } = pattern("noise", 160, 120);
const noise = sharp(data, { raw: { width, height, channels: 3 } });
const jpeg = await noise.clone().jpeg({ quality: 90 }).toBuffer();
const png = await noise.clone().png().toBuffer();
const tiff = await noise.clone().tiff({ compression: "lzw" }).toBuffer();
const webp = await noise.clone().webp({ lossless: true }).toBuffer();

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caselens-decode-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Decodes a file of these bytes, and hands back the error. */
async function refusal(name: string, bytes: Uint8Array | string, options?: DecodeOptions): Promise<unknown> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return decodeScan(path, options).catch((error: unknown) => error);
}

function at(offset: number, mark: string, sizeBytes = 400): Buffer {
  const bytes = Buffer.alloc(sizeBytes, 1);
  bytes.write(mark, offset, "latin1");
  return bytes;
}

test.each([
  { name: "text.png", bytes: "Findings: no opacity. Größe 3 cm.\r\n", content: "a text" },
  { name: "utf16.png", bytes: Buffer.from("\ufeffFindings: none", "utf16le"), content: "a text" },
  {
    name: "drawing.png",
    bytes: '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    content: "an SVG drawing",
  },
  { name: "page.jpg", bytes: "<!doctype html><p>Not found</p>", content: "an XML or HTML text" },
  { name: "dicom.png", bytes: at(128, "DICM"), content: "a DICOM file" },
  { name: "dual.tiff", bytes: Buffer.concat([Buffer.from("II*\0"), at(124, "DICM")]), content: "a DICOM file" },
  { name: "volume.png", bytes: at(344, "n+1\0"), content: "a NIfTI volume" },
  { name: "volume2.png", bytes: at(4, "n+2\0"), content: "a NIfTI volume" },
  { name: "volume.nii.gz", bytes: gzipSync(at(344, "n+1\0")), content: "a NIfTI volume" },
  { name: "notes.gz", bytes: gzipSync("notes"), content: "an archive" },
  { name: "pictures.zip", bytes: at(0, "PK\x05\x06"), content: "an archive" },
  { name: "picture.gif", bytes: at(0, "GIF89a"), content: "a GIF picture" },
  { name: "report.pdf", bytes: at(0, "%PDF-1.7"), content: "a PDF document" },
  { name: "photo.heic", bytes: at(0, "\0\0\0\x18ftypheic\0\0\0\0"), content: "a HEIC or AVIF picture" },
  { name: "slide.svs", bytes: Buffer.concat([tiff, Buffer.from("Aperio Image Library v11")]), content: /whole-slide/ },
  { name: "bytes.png", bytes: at(0, "\0\x01\x02"), content: /do not know/ },
])("$name is refused as $content, with a remedy", async ({ name, bytes, content }) => {
  const error = await refusal(name, bytes);
  expect(error).toMatchObject({ code: "SCAN_UNSUPPORTED", kind: "input", content: expect.stringMatching(content) });
  expect(error).toMatchObject({ remedy: expect.stringMatching(/\w+/) });
});

describe.each([
  { format: "jpeg", whole: jpeg },
  { format: "png", whole: png },
  { format: "tiff", whole: tiff },
  { format: "webp", whole: webp },
])("a $format", ({ format, whole }) => {
  test.each([0.02, 0.3, 0.7, 0.98])("cut short after %d of its bytes is refused as damaged", async (share) => {
    const error = await refusal(`cut.${format}`, whole.subarray(0, Math.ceil(whole.length * share)));
    expect(error).toMatchObject({ code: "SCAN_DAMAGED", kind: "input" });
    expect(error).not.toMatchObject({ message: expect.stringMatching(/vips|buffer/i) });
  });
});

test("an empty file, a folder and a missing file each have their own refusal", async () => {
  expect(await refusal("empty.png", "")).toMatchObject({ code: "SCAN_EMPTY" });
  await mkdir(join(folder, "folder.png"));
  await expect(decodeScan(join(folder, "folder.png"))).rejects.toMatchObject({
    code: "SCAN_UNSUPPORTED",
    content: "a folder",
  });
  for (const path of [join(folder, "none.png"), join(folder, "none\0.png"), join(folder, "empty.png", "in.png")]) {
    await expect(decodeScan(path)).rejects.toMatchObject({ code: "SCAN_NOT_FOUND" });
  }
});

test.skipIf(process.platform === "win32")("a device is refused before it is opened", async () => {
  await expect(decodeScan("/dev/zero")).rejects.toMatchObject({
    code: "SCAN_UNSUPPORTED",
    content: expect.stringContaining("device"),
  });
});

test("no refusal spells the path", async () => {
  const path = join(folder, "Jane_Doe.png");
  const error: unknown = await decodeScan(path).catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(AppError);
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("caselens-decode-");
});

test("a flat picture of 16,000 × 16,000 pixels in 31 KB is refused before it is decoded", async () => {
  const bomb = flatPng(16_000);
  expect(bomb.length).toBeLessThan(50_000);
  expect(await refusal("bomb.png", bomb)).toMatchObject({
    code: "SCAN_TOO_LARGE",
    limit: { kind: "pixels", max: 100_000_000 },
  });
});

test("limits are the caller's", async () => {
  expect(await refusal("a.png", png, { maxBytes: png.length - 1 })).toMatchObject({ limit: { kind: "bytes" } });
  expect(await refusal("b.png", png, { maxPixels: width * height - 1 })).toMatchObject({ limit: { kind: "pixels" } });
  expect(await refusal("c.png", png, { maxPixels: width * height, maxBytes: png.length })).toMatchObject({
    format: "png",
  });
});

test("an abort passes through as it is", async () => {
  const reason = new Error("enough");
  expect(await refusal("d.png", png, { signal: AbortSignal.abort(reason) })).toBe(reason);
});

/** A black PNG of 1 bit a pixel. */
function flatPng(sidePx: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(sidePx, 0);
  header.writeUInt32BE(sidePx, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc(sidePx * (1 + Math.ceil(sidePx / 8))));
  const mark = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([mark, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([size, typed, sum]);
}

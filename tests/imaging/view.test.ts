import sharp from "sharp";
import { expect, test } from "vitest";
import { decodeScanBytes } from "../../src/imaging/decode.ts";
import { decodeView, encodePng, encodeView, viewSize } from "../../src/imaging/view.ts";
import { pattern } from "./pattern.ts";

test.each([
  { name: "small: kept", from: [100, 60], to: [100, 60] },
  { name: "short side 512: kept", from: [512, 4000], to: [512, 4000] },
  { name: "landscape", from: [4000, 3000], to: [683, 512] },
  { name: "portrait", from: [1025, 2050], to: [512, 1024] },
  { name: "a thread longer than a JPEG can be", from: [131_000, 10], to: [65_500, 5] },
])("the view of a picture, $name", ({ from, to }) => {
  const [widthPx, heightPx] = to;
  expect(viewSize({ widthPx: from[0], heightPx: from[1] })).toEqual({ widthPx, heightPx });
});

test("a view is a JPEG of full colour resolution, without metadata, close to the picture", async () => {
  const flat = { widthPx: 900, heightPx: 600, data: new Uint8Array(900 * 600 * 3).fill(90) };
  const bytes = await encodeView(flat);
  const header = await sharp(bytes).metadata();
  expect(header).toMatchObject({ format: "jpeg", width: 768, height: 512, chromaSubsampling: "4:4:4" });
  expect([header.exif, header.icc, header.xmp, header.iptc]).toEqual([undefined, undefined, undefined, undefined]);
  const view = await decodeView(bytes);
  expect(view).toMatchObject({ widthPx: 768, heightPx: 512 });
  expect(new Set(view.data)).toEqual(new Set([90]));
});

test("a damaged view is refused", async () => {
  const bytes = await encodeView(pattern("noise", 64, 64));
  await expect(decodeView(bytes.subarray(0, bytes.length / 2))).rejects.toMatchObject({ code: "SCAN_DAMAGED" });
});

test("a PNG keeps every pixel", async () => {
  const image = pattern("noise", 33, 21);
  expect((await decodeScanBytes(await encodePng(image))).image).toEqual(image);
});

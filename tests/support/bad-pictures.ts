import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";

/** A black PNG of 1 bit a pixel: 16,000 × 16,000 pixels are 31 KB. */
export function flatPng(sidePx: number): Buffer {
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

/** Files that are no scans, each with the code of its refusal. */
export async function badPictures(): Promise<readonly { name: string; bytes: Buffer; code: string }[]> {
  const noise = { width: 120, height: 90, channels: 3, noise: { type: "gaussian", mean: 120, sigma: 40 } } as const;
  const jpeg = await sharp({ create: { ...noise, background: "black" } })
    .jpeg()
    .toBuffer();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
  return [
    { name: "text.png", bytes: Buffer.from("Findings: no opacity.\n"), code: "SCAN_UNSUPPORTED" },
    { name: "empty.png", bytes: Buffer.alloc(0), code: "SCAN_EMPTY" },
    { name: "cut.jpg", bytes: jpeg.subarray(0, jpeg.length >> 1), code: "SCAN_DAMAGED" },
    { name: "drawing.png", bytes: Buffer.from(svg), code: "SCAN_UNSUPPORTED" },
    { name: "flat.png", bytes: flatPng(16_000), code: "SCAN_TOO_LARGE" },
  ];
}

import type { SizePx } from "../../imaging/contract.ts";

/**
 * Size of a JPEG or PNG from its header; null for anything else.
 * Source: PNG's IHDR (https://www.w3.org/TR/png/#11IHDR); JPEG's frame header SOFn (ITU T.81, B.2.2).
 */
export function pictureSize(bytes: Uint8Array): (SizePx & { readonly type: "jpg" | "png" }) | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47) {
    return { type: "png", widthPx: view.getUint32(16), heightPx: view.getUint32(20) };
  }
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 <= bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return { type: "jpg", heightPx: view.getUint16(at + 5), widthPx: view.getUint16(at + 7) };
  }
  return null;
}

/** The size at which a picture fits into a box, its aspect ratio kept; never enlarged more than `enlarge` times. */
export function fitInto(
  { widthPx, heightPx }: SizePx,
  box: { readonly width: number; readonly height: number },
  enlarge = 2,
): { readonly width: number; readonly height: number } {
  const scale = Math.min(enlarge, box.width / widthPx, box.height / heightPx);
  return { width: Math.max(1, Math.round(widthPx * scale)), height: Math.max(1, Math.round(heightPx * scale)) };
}

/**
 * True for a profile that describes itself as sRGB, in ASCII (ICC v2) or UTF-16BE (ICC v4). Such a picture is taken as it
 * is: converting sRGB to sRGB would move values by one grey level, away from what encoders saw in training (Pillow).
 */
export function isSrgbProfile(profile: Uint8Array): boolean {
  const text = Buffer.from(profile.buffer, profile.byteOffset, profile.length).toString("latin1");
  return text.includes("sRGB") || text.includes("s\0R\0G\0B");
}

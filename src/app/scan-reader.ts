import { type EncodedScan, encodeScan } from "../encoders/encoded-scan.ts";
import type { Encoding } from "../encoders/encoding.ts";
import type { RegionPx } from "../imaging/contract.ts";
import { cropRegion } from "../imaging/crop-region.ts";
import { decodeScan } from "../imaging/decode.ts";

/** Reads a scan file and encodes it, or a region of it. @throws the typed errors of decoding and encoding */
export async function readEncodedScan(
  path: string,
  region: RegionPx | undefined,
  parts: Encoding,
): Promise<EncodedScan> {
  const scan = await decodeScan(path);
  return encodeScan(scan, region && { region, picture: cropRegion(scan.image, region) }, parts);
}

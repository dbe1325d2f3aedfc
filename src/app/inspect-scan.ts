import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { ScanFormat } from "../imaging/contract.ts";

/** What a scan file is. Nothing of its metadata but what the picture needs. */
export interface InspectResult {
  readonly format: ScanFormat;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly pages: number;
  /** What was done to make the picture, in words. */
  readonly steps: readonly string[];
  readonly views: readonly {
    readonly id: string;
    readonly label: string;
    readonly widthPx: number;
    readonly heightPx: number;
  }[];
  readonly kind: EncodedScan["kind"];
  readonly familiarity: EncodedScan["familiarity"];
  readonly seenInTraining: boolean | null;
}

export function inspectScan({ scan, kind, familiarity, seenInTraining }: EncodedScan): InspectResult {
  const { format, sizeBytes, sha256, pages, steps, image } = scan;
  const { widthPx, heightPx } = image;
  return {
    format,
    sizeBytes,
    sha256,
    pages,
    steps,
    views: [{ id: "v1", label: "image", widthPx, heightPx }],
    kind,
    familiarity,
    seenInTraining,
  };
}

import { whyNotFor } from "../chat/route-question.ts";
import { knowScan } from "../chat/scan-knowledge.ts";
import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { ScanFormat } from "../imaging/contract.ts";
import type { PromptSet } from "../zeroshot/contract.ts";

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
  /** The part of the body and its share among those that the encoder knows; null where it does not show clearly. */
  readonly organ: { readonly name: string; readonly share: number } | null;
  /** Ids of the shipped prompt sets made for such an image, trained ones first; none where its kind does not show clearly. */
  readonly promptSets: readonly string[];
  readonly seenInTraining: boolean | null;
}

/** @param sets those that may be asked for */
export function inspectScan(
  encoded: EncodedScan,
  { rules, sets }: { readonly rules: DecisionRules; readonly sets: readonly PromptSet[] },
): InspectResult {
  const { scan, kind, familiarity, seenInTraining } = encoded;
  const { format, sizeBytes, sha256, pages, steps, image } = scan;
  const known = knowScan(encoded, { rules });
  const made = sets.filter((set) => whyNotFor(set, known) === null);
  const trained = ({ trainedSet }: PromptSet) => (trainedSet === undefined ? 1 : 0);
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
    organ: known.organ && { name: known.organ.organ, share: known.organ.scores.top.share },
    promptSets: [...made].sort((a, b) => trained(a) - trained(b)).map(({ id }) => id),
    seenInTraining,
  };
}

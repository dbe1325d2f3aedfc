import type { EncodedScan } from "../../encoders/encoded-scan.ts";
import { chosenOf, type Encoding } from "../../encoders/encoding.ts";
import type { AdapterClass, FittedOn } from "./adapter.ts";
import type { StoredAdapter } from "./adapter-file.ts";
import type { AdapterMethod, HeadParameters } from "./contract.ts";
import { createHead } from "./create-head.ts";
import { AdapterEncoderError, AdapterInvalidError } from "./errors.ts";
import { judgeScan } from "./scan-fit.ts";

export interface AdapterClassResult {
  readonly name: string;
  /** With the class's prompts (tip) or its nearest example (knn); null for a logistic adapter, which has no vector of a class. */
  readonly cosine: number | null;
  readonly share: number;
  /** Nothing calibrates an adapter's shares. */
  readonly probability: null;
}

/**
 * What `classify` says with an adapter: the fields of a classification by names. Null is what does not apply: there are no prompts whose
 * wording could be spread, and nothing that calibrates the shares into probabilities or tells "none of these".
 */
export interface AdapterClassification {
  readonly classes: readonly AdapterClassResult[];
  readonly noneOfThese: null;
  readonly calibrated: false;
  readonly predictionSet: null;
  readonly abstained: boolean;
  readonly reason?: string;
  readonly reasonCode?: string;
  readonly promptSpread: null;
  readonly provenance: AdapterProvenance;
}

export interface AdapterProvenance {
  readonly encoder: string;
  readonly scanSha256: string;
  readonly region: EncodedScan["region"];
  readonly imageKind: EncodedScan["kind"];
  /** Whether the encoder was trained on this very file; null for another than the embedded one. */
  readonly seenInTraining: boolean | null;
  readonly trainedClasses: null;
  readonly trainedNames: null;
  readonly multi: false;
  readonly calibration: null;
  readonly promptSet: null;
  readonly adapter: FittedOn & {
    readonly method: AdapterMethod;
    /** What names the adapter: the checksum of its content. */
    readonly checksum: string;
    readonly classes: readonly AdapterClass[];
    /** Images that it was fitted to. */
    readonly n: number;
    /** True when this very file was one of them: then the shares say little. */
    readonly scanAmongImages: boolean;
  };
}

export type AdapterClassifier = (scan: EncodedScan) => AdapterClassification;

/**
 * Makes an adapter's head once, for any number of scans.
 * @throws {AdapterEncoderError} for an adapter of other vectors, or whose kinds another revision of the embedded encoder judged
 * @throws {AdapterInvalidError} for one whose vectors have another length than its encoder's
 */
export function createAdapterClassifier(
  { adapter, checksum }: StoredAdapter,
  encoding: Pick<Encoding, "encoder" | "chosen" | "rules">,
): AdapterClassifier {
  const { encoder, rules } = encoding;
  const chosen = chosenOf(encoding);
  if (adapter.encoder !== chosen.id) throw new AdapterEncoderError(adapter.encoder, chosen.id);
  if (adapter.kinds.judge !== encoder.id) throw new AdapterEncoderError(adapter.kinds.judge, encoder.id);
  const { classes, fittedOn, head: parameters } = adapter;
  if (widthOf(parameters) !== chosen.dimensions)
    throw new AdapterInvalidError("holds vectors of another length than its encoder's");
  const head = createHead(parameters);
  const images = new Set(adapter.images);
  const about = {
    method: parameters.method,
    checksum,
    classes,
    n: classes.reduce((sum, { n }) => sum + n, 0),
    ...fittedOn,
  };
  return (scan) => {
    const { shares, cosines } = head(scan.chosen.embedding.values);
    const fit = judgeScan(scan, adapter, rules);
    const { sha256 } = scan.scan;
    return {
      classes: classes.map(({ name }, i) => ({ name, cosine: cosines[i], share: shares[i], probability: null })),
      noneOfThese: null,
      calibrated: false,
      predictionSet: null,
      abstained: !fit.fits,
      ...(!fit.fits && { reason: fit.reason, reasonCode: fit.code }),
      promptSpread: null,
      provenance: {
        encoder: chosen.id,
        scanSha256: sha256,
        region: scan.region,
        imageKind: scan.kind,
        seenInTraining: chosen.id === encoder.id ? scan.seenInTraining : null,
        trainedClasses: null,
        trainedNames: null,
        multi: false,
        calibration: null,
        promptSet: null,
        adapter: { ...about, scanAmongImages: images.has(sha256.slice(0, 16)) },
      },
    };
  };
}

/** Dimensions of the vectors that a head reads. */
function widthOf(head: HeadParameters): number {
  return (head.method === "logistic" ? head.weights : head.vectors)[0].length;
}

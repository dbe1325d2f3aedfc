import type { DualEncoder } from "../encoders/contract.ts";
import type { Calibration } from "../encoders/decision-rules.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { chosenOf, type Encoding } from "../encoders/encoding.ts";
import type { PromptSet } from "./contract.ts";
import { createNameFitJudge } from "./name-fit.ts";
import { calibrationOf, scanProbabilities } from "./probabilities.ts";
import { promptsSha256 } from "./prompts-sha256.ts";
import { embedPromptSet, type Prototypes } from "./prototypes.ts";
import { type ClassScore, type PromptSpread, scoreClasses } from "./scores.ts";

/** A class's result; `probability` is null wherever nothing measured calibrates it, and sums to 1 with `noneOfThese` elsewhere. */
export interface ClassResult extends ClassScore {
  readonly probability: number | null;
}

export interface Classification {
  readonly classes: readonly ClassResult[];
  /** Calibrated chance that no name fits; null where nothing calibrates it. */
  readonly noneOfThese: number | null;
  readonly calibrated: boolean;
  readonly abstained: boolean;
  readonly reason?: string;
  readonly reasonCode?: string;
  readonly promptSpread: PromptSpread;
  readonly provenance: ClassificationProvenance;
}

export interface ClassificationProvenance {
  readonly encoder: string;
  readonly scanSha256: string;
  readonly region: EncodedScan["region"];
  readonly imageKind: EncodedScan["kind"];
  readonly seenInTraining: boolean | null;
  /** True when these very prompts were trained on: then nothing here is zero-shot. */
  readonly trainedClasses: boolean;
  readonly multi: boolean;
  /** How good the probabilities were on partition test; null where none are given. */
  readonly calibration: Pick<Calibration, "n" | "brier" | "slope"> | null;
  readonly promptSet: {
    readonly id: string;
    readonly version: number;
    readonly source: string;
    readonly sha256: string;
    readonly templates: readonly string[];
  };
}

export interface ClassifyOptions {
  /** Each name by itself against its absence, instead of one among all. A single name always is: alone, its share would be 1. */
  readonly multi: boolean;
}

/** What stands for the absence of a name that brings no negatives of its own. */
const absence = (name: string) =>
  /^(no|not|without|normal|absence)\b/i.test(name) ? `other than ${name}` : `no ${name}`;

/** Shares of class names for a scan, and whether the names fit the kind of image at all. */
export type Classifier = (scan: EncodedScan) => Classification;

/**
 * Embeds a prompt set once, for any number of scans.
 * @throws {InferenceError | ModelFileError}
 */
export async function createClassifier(
  set: PromptSet,
  encoding: Encoding,
  options: ClassifyOptions,
): Promise<Classifier> {
  const { rules } = encoding;
  const encoder = chosenOf(encoding);
  const isMeasured = encoder.id === rules.encoder;
  const multi = options.multi || set.classes.length === 1;
  const prototypes = await embedPromptSet(set, encoder.text);
  const absent = multi ? await embedAbsence(set, encoder) : undefined;
  const names = set.classes.map(({ name }) => name);
  const fitOf = await createNameFitJudge(rules, encoding.encoder.text)(set);
  const calibration = multi || !isMeasured ? null : calibrationOf(set, rules);
  const about = {
    encoder: encoder.id,
    trainedClasses: isMeasured && set.trainedSet !== undefined,
    multi,
    promptSet: {
      id: set.id,
      version: set.version,
      source: set.source,
      sha256: promptsSha256(set),
      templates: set.templates,
    },
  };
  return (scan) => {
    const { values } = scan.chosen.embedding;
    const { classes, spread } = scoreClasses(values, names, prototypes, encoder.logitScale, absent);
    const fit = fitOf(scan);
    // What is strange to the embedded encoder may be what another one was made for.
    const verdict = !fit.fits && fit.code === "UNFAMILIAR_IMAGE" && !isMeasured ? { fits: true as const } : fit;
    const { logitScale } = encoder;
    const cosines = classes.map(({ cosine }) => cosine);
    const chances =
      calibration && scanProbabilities(scan, calibration, { cosines, logitScale, kinds: set.kinds ?? [] });
    return {
      classes: classes.map((each, i) => ({ ...each, probability: chances?.classes[i] ?? null })),
      noneOfThese: chances?.noneOfThese ?? null,
      calibrated: chances !== null,
      abstained: !verdict.fits,
      ...(!verdict.fits && { reason: verdict.reason, reasonCode: verdict.code }),
      promptSpread: spread,
      provenance: {
        ...about,
        calibration: chances && seenOnTest(calibration),
        scanSha256: scan.scan.sha256,
        region: scan.region,
        imageKind: scan.kind,
        seenInTraining: isMeasured ? scan.seenInTraining : null,
      },
    };
  };
}

function seenOnTest({ n, brier, slope }: Calibration): ClassificationProvenance["calibration"] {
  return { n, brier, slope };
}

function embedAbsence(set: PromptSet, encoder: DualEncoder): Promise<Prototypes> {
  const classes = set.classes.map((each) => ({ ...each, synonyms: each.negatives ?? each.synonyms.map(absence) }));
  return embedPromptSet({ ...set, classes }, encoder.text);
}

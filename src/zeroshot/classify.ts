import type { DualEncoder } from "../encoders/contract.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { chosenOf, type Encoding } from "../encoders/encoding.ts";
import { predictionSet } from "./calibration/conformal.ts";
import { sharesAt } from "./calibration/fit-calibration.ts";
import type { StoredCalibration } from "./calibration/stored-calibration.ts";
import { type CalibrationProvenance, type ChosenCalibration, chooseCalibration } from "./calibration-choice.ts";
import type { PromptSet } from "./contract.ts";
import { LabelsInvalidError } from "./errors.ts";
import { createNameFitJudge, type NameFit } from "./name-fit.ts";
import { saysNothingFound } from "./no-finding.ts";
import { type Probabilities, scanProbabilities } from "./probabilities.ts";
import { promptsSha256 } from "./prompts-sha256.ts";
import { type EmbedPromptSet, embedPromptSet, type Prototypes } from "./prototypes.ts";
import { type ClassScore, type PromptSpread, scoreClasses } from "./scores.ts";
import { trainedNames } from "./trained-names.ts";
import { wordingsOf } from "./wordings.ts";

/** A class's result; `probability` is null wherever nothing measured calibrates it, and sums to 1 with `noneOfThese` elsewhere. */
export interface ClassResult extends ClassScore {
  readonly probability: number | null;
}

export interface Classification {
  readonly classes: readonly ClassResult[];
  /** Calibrated chance that no name fits; null where nothing calibrates it. */
  readonly noneOfThese: number | null;
  readonly calibrated: boolean;
  /**
   * The names that together hold the true one with the chance `level`, if one of them is true; none, where no name is sure enough. Null where the user
   * calibrated no such set.
   */
  readonly predictionSet: { readonly level: number; readonly names: readonly string[] } | null;
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
  /** Names that are trained classes of the encoder, whatever prompts ask for them. */
  readonly trainedNames: readonly string[];
  readonly multi: boolean;
  /** How good the probabilities were on images that they were not fitted on; null where none are given. */
  readonly calibration: CalibrationProvenance | null;
  readonly promptSet: {
    readonly id: string;
    readonly version: number;
    readonly source: string;
    readonly sha256: string;
    readonly templates: readonly string[];
  };
}

export interface ClassifyOptions {
  /**
   * Each name by itself against its absence, instead of one among all. A set that says so itself always is, and a single name:
   * alone, its share would be 1.
   */
  readonly multi: boolean;
  /** @default embeds at every call */
  readonly embed?: EmbedPromptSet | undefined;
  /** The user's own, of these prompts and the encoder that compares with names. */
  readonly calibration?: StoredCalibration | null | undefined;
}

/** What stands for the absence of a name that brings no negatives of its own. */
const absence = (name: string) =>
  /^(no|not|without|normal|absence)\b/i.test(name) ? `other than ${name}` : `no ${name}`;

/** Shares of class names for a scan, and whether the names fit the kind of image at all. */
export type Classifier = (scan: EncodedScan) => Classification;

/**
 * Embeds a prompt set once, for any number of scans.
 * @throws {LabelsInvalidError} for "no finding" among names that are each asked by themselves
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
  const { embed = embedPromptSet, calibration: own = null } = options;
  const multi = options.multi || set.multi === true || set.classes.length === 1;
  if (multi && set.classes.length > 1 && set.classes.some(({ name }) => saysNothingFound(name)))
    throw new LabelsInvalidError("no finding");
  const prototypes = await embed(set, encoder.text);
  const absent = multi ? await embedAbsence(set, encoder, embed) : undefined;
  const names = set.classes.map(({ name }) => name);
  const fitOf = await createNameFitJudge(rules, encoding.encoder.text)(set);
  const calibration = multi ? null : chooseCalibration(set, own, isMeasured ? rules : null);
  const about = {
    encoder: encoder.id,
    trainedClasses: isMeasured && set.trainedSet !== undefined,
    trainedNames: isMeasured ? trainedNames(set, encoder.concepts) : [],
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
    // of the embedded encoder the training images are known, of another they are not
    const seenInTraining = isMeasured ? scan.seenInTraining : null;
    const cosines = classes.map(({ cosine }) => cosine);
    const seen = { ...scan, seenInTraining };
    const fit = fitOf(scan);
    // of an image that is abstained on as strange nothing is said, however low the user's own images let familiarity be
    const isStrange = isMeasured && !fit.fits && fit.code === "UNFAMILIAR_IMAGE";
    const chances =
      calibration && !isStrange
        ? chancesOf(seen, calibration, { names, cosines, logitScale: encoder.logitScale })
        : null;
    const verdict = judge(fit, chances, isMeasured);
    return {
      classes: classes.map((each, i) => ({ ...each, probability: chances?.probabilities?.classes[i] ?? null })),
      noneOfThese: chances?.probabilities?.noneOfThese ?? null,
      calibrated: (chances?.probabilities ?? null) !== null,
      predictionSet: verdict.fits ? (chances?.predictionSet ?? null) : null,
      abstained: !verdict.fits,
      ...(!verdict.fits && { reason: verdict.reason, reasonCode: verdict.code }),
      promptSpread: spread,
      provenance: {
        ...about,
        calibration: chances?.probabilities ? (calibration?.provenance ?? null) : null,
        scanSha256: scan.scan.sha256,
        region: scan.region,
        imageKind: scan.kind,
        seenInTraining,
      },
    };
  };
}

interface Chances {
  /** Null where they did not prove to be probabilities. */
  readonly probabilities: Probabilities | null;
  readonly predictionSet: Classification["predictionSet"];
  readonly own: boolean;
}

interface Scored {
  readonly names: readonly string[];
  readonly cosines: readonly number[];
  readonly logitScale: number;
}

/** What a calibration makes of a scan; null for a scan of which it has not seen the like. */
function chancesOf(scan: EncodedScan, calibration: ChosenCalibration, { names, ...scored }: Scored): Chances | null {
  const found = scanProbabilities(scan, calibration, { ...calibration, ...scored });
  if (!found) return null;
  const { provenance, predictionSet: set, temperature } = calibration;
  const shares = sharesAt(scored.cosines, scored.logitScale, temperature);
  return {
    probabilities: provenance && found,
    predictionSet: set && { level: set.level, names: predictionSet(shares, set.shareAtLeast).map((i) => names[i]) },
    own: provenance?.own != null,
  };
}

/** Why no name can be given, if none can. */
type Verdict = NameFit | { readonly fits: false; readonly code: "NONE_OF_THESE"; readonly reason: string };

function judge(fit: NameFit, chances: Chances | null, isMeasured: boolean): Verdict {
  // What is strange to the embedded encoder may be what another one was made for.
  if (!fit.fits && (isMeasured || fit.code !== "UNFAMILIAR_IMAGE")) return fit;
  const none = chances?.own ? (chances.probabilities?.noneOfThese ?? 0) : 0;
  if (none <= 0.5) return { fits: true };
  return {
    fits: false,
    code: "NONE_OF_THESE",
    reason: `By your calibration, none of these names fits with a probability of ${Math.round(100 * none)} %. Add the name that is missing, or look at similar cases.`,
  };
}

/** Of the same wordings as the names' presence: each is held against its own absence. */
function embedAbsence(set: PromptSet, encoder: DualEncoder, embed: EmbedPromptSet): Promise<Prototypes> {
  const classes = set.classes.map((each) => ({ ...each, synonyms: each.negatives ?? each.synonyms.map(absence) }));
  return embed({ ...set, classes }, encoder.text, { wordings: wordingsOf(set) });
}

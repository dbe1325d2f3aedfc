import { classOf, promptSetFor } from "../evaluation/class-labels.ts";
import { RowsNotKeptError } from "../evaluation/errors.ts";
import { ofPartition } from "../evaluation/evaluation-rows.ts";
import { type FindingsMeasures, findingsProtocol, measureFindings } from "../evaluation/findings.ts";
import type { WorstCase } from "../evaluation/html/case-pictures.ts";
import type { ImageControl } from "../evaluation/image-control.ts";
import { measureProbe, type ProbeMeasures, probeProtocol } from "../evaluation/probe.ts";
import { createRephrasings } from "../evaluation/rephrasing.ts";
import { measureRetrieval, type RetrievalMeasures, retrievalProtocol } from "../evaluation/retrieval.ts";
import { measureRobustness, type RobustnessMeasures, robustnessProtocol } from "../evaluation/robustness.ts";
import { measureZeroShot, type ZeroShotMeasures, zeroShotProtocol } from "../evaluation/zeroshot.ts";
import type { ZeroShotRows } from "../evaluation/zeroshot-rows.ts";
import { createAdapterClassifier } from "../zeroshot/adapters/classify-with-adapter.ts";
import type { AdapterMethod } from "../zeroshot/adapters/contract.ts";
import type { CalibrationStore } from "../zeroshot/calibration/calibration-store.ts";
import { createClassifier } from "../zeroshot/classify.ts";
import type { EmbedPromptSet } from "../zeroshot/prototypes.ts";
import { createAdapterFit } from "./adapter-fit.ts";
import { controlledReader } from "./control-images.ts";
import {
  type EvaluateLocalisationRequest,
  evaluateLocalisation,
  type LocalisationResult,
} from "./evaluate-localisation.ts";
import { createVqaEvaluations, type EvaluateVqaParts, type VqaEvaluations } from "./evaluate-vqa.ts";
import { type Evaluated, type EvaluationRequest, type Measures, startEvaluation } from "./evaluation-run.ts";
import { choosePromptSet } from "./prompt-choice.ts";
import { type Screening, screenedProtocol, screenPromptSet } from "./screen-prompt-set.ts";
import { worstCases } from "./worst-cases.ts";

export interface EvaluateRequest extends EvaluationRequest {
  /** Shipped set's id, or path of a prompt file. @default the shipped set whose classes match the labels, else the labels as names */
  readonly prompts?: string | undefined;
  /** Manifest field whose values are measured apart. @default none */
  readonly slice?: string | undefined;
}

export interface EvaluateParts extends EvaluateVqaParts {
  readonly embed: EmbedPromptSet;
  readonly calibrations: Pick<CalibrationStore, "find">;
}

export interface EvaluateZeroShotRequest extends EvaluateRequest {
  /** Whether the rows' scores are needed afterwards. @default false */
  readonly rowsWanted?: boolean | undefined;
  /** Partition whose images, without their labels, choose among the wordings of the prompts. @default every wording counts */
  readonly screenOn?: string | undefined;
  /** Manifest field whose values are bags: the slide of a tile. @default none */
  readonly poolBy?: string | undefined;
  /** @default "own" */
  readonly images?: ImageControl | undefined;
}

export interface EvaluateProbeRequest extends EvaluateRequest {
  readonly method: AdapterMethod;
  /** Partition that is fitted to. */
  readonly fit: string;
  /** Rows of each class that are fitted to. @default all */
  readonly shots?: number | undefined;
}

export interface EvaluateRobustnessRequest extends EvaluationRequest {
  /** Manifest field of what the images show; its values are the classes, or with `prompts` those classes' labels. */
  readonly biology: string;
  /** Manifest field of where they come from. */
  readonly site: string;
  readonly k: number;
  /** Shipped set's id, or path of a prompt file: its classes stand for labels. @default the field's values as they are */
  readonly prompts?: string | undefined;
}

type RobustnessResult = Measures<RobustnessMeasures> & Pick<EvaluateRobustnessRequest, "biology" | "site" | "k">;

/** One name among all. */
export interface ZeroShotEvaluated
  extends Evaluated<
    Measures<ZeroShotMeasures> & { readonly images: ImageControl; readonly screening: Screening | null }
  > {
  readonly scored: ZeroShotRows;
  /** The surest wrong rows, with their pictures; none of a control. */
  worst(): Promise<readonly WorstCase[]>;
}

/** Findings that may stand together, each by itself: there is no confusion, and no row is kept. */
export interface FindingsEvaluated {
  readonly result: Measures<FindingsMeasures> & { readonly images: ImageControl };
  readonly scored: null;
}

export interface Evaluations extends VqaEvaluations {
  /** By the set that is asked. @throws {RowsNotKeptError} for findings whose rows are wanted */
  zeroShot(request: EvaluateZeroShotRequest): Promise<ZeroShotEvaluated | FindingsEvaluated>;
  retrieval(request: EvaluateRequest): Promise<Evaluated<Measures<RetrievalMeasures>>>;
  localisation(request: EvaluateLocalisationRequest): Promise<LocalisationResult>;
  /** An adapter fitted to one partition and tested on another, beside the names alone. */
  probe(request: EvaluateProbeRequest): Promise<Measures<ProbeMeasures>>;
  robustness(request: EvaluateRobustnessRequest): Promise<Evaluated<RobustnessResult>>;
}

/** What an adapter's file says of itself: a probe writes none. */
const neverWritten = { createdAt: new Date(0).toISOString(), caselens: "not written" };

/** Measures the encoder and the evidence writer on a folder of the user's, through the same code that answers. */
export function createEvaluations(parts: EvaluateParts): Evaluations {
  return {
    async zeroShot(request) {
      const run = await startEvaluation(request, parts.encoding);
      const { encoding, encoder, all, reader, finish } = run;
      const { prompts, slice, images = "own", screenOn, poolBy, rowsWanted = false } = request;
      const rows = ofPartition(all.rows, request.partition ?? null);
      const set =
        prompts === undefined
          ? promptSetFor(rows, await parts.promptSets())
          : await choosePromptSet({ prompts }, parts.promptSets);
      const screened =
        screenOn === undefined ? null : await screenPromptSet(set, { run, embed: parts.embed, screenOn });
      const embed = screened?.embed ?? parts.embed;
      // what was calibrated were the prompts as they are
      const calibration = screened ? null : await parts.calibrations.find(set, encoder.id);
      const classify = await createClassifier(set, encoding, { multi: false, embed, calibration });
      const labelled = rows.filter((row) => classOf(set, row) !== null);
      const controlled = { ...reader, readScan: controlledReader(images, labelled, reader.seed, run) };
      if (set.multi) {
        if (rowsWanted) throw new RowsNotKeptError();
        const { rows: measured, failed, metrics, ...more } = await measureFindings(rows, set, classify, controlled);
        const result = finish("zeroshot", findingsProtocol, { n: measured.length, rows: measured, failed, metrics });
        return { result: { ...result, images, ...more }, scored: null };
      }
      const measures = await measureZeroShot(rows, set, {
        ...controlled,
        classify,
        prototypes: await embed(set, encoder.text),
        rephrasings: await createRephrasings(set, encoder.text, parts.embed),
        slice,
        poolBy,
      });
      const { rows: measured, failed, metrics, scored, ...more } = measures;
      const protocol = screened ? screenedProtocol : zeroShotProtocol;
      const result = finish("zeroshot", protocol, { n: measured.length, rows: measured, failed, metrics });
      return {
        result: { ...result, images, screening: screened?.about ?? null, ...more },
        scored,
        worst: async () => (images === "own" ? worstCases(measured, scored) : []),
      };
    },

    async retrieval(request) {
      const { encoder, all, reader, finish } = await startEvaluation(request, parts.encoding);
      const { prompts, slice, partition = null } = request;
      const set = prompts === undefined ? undefined : await choosePromptSet({ prompts }, parts.promptSets);
      const measures = await measureRetrieval(all.rows, encoder.text, { ...reader, partition, set, slice });
      const { rows, failed, metrics, scored, ...more } = measures;
      const result = finish("retrieval", retrievalProtocol, { n: rows.length, rows, failed, metrics });
      return { result: { ...result, ...more }, scored };
    },

    async probe(request) {
      const run = await startEvaluation(request, parts.encoding);
      const { encoding, encoder, all, finish } = run;
      const { method, fit, shots, prompts, partition = null } = request;
      const named = [...ofPartition(all.rows, partition), ...ofPartition(all.rows, fit)];
      const set =
        prompts === undefined
          ? promptSetFor(named, await parts.promptSets())
          : await choosePromptSet({ prompts }, parts.promptSets);
      const { reader, fitTo } = await createAdapterFit({ run, set, method, partition: fit, made: neverWritten });
      const measures = await measureProbe(all.rows, set, {
        ...reader,
        seed: run.reader.seed,
        partition,
        fit,
        shots,
        fitTo,
        classifierOf: (adapter) => createAdapterClassifier(adapter, encoding),
        byNames: encoder.hasText ? await createClassifier(set, encoding, { multi: false }) : null,
      });
      const { rows, failed, metrics, ...more } = measures;
      return { ...finish("probe", probeProtocol, { n: rows.length, rows, failed, metrics }), ...more };
    },

    localisation: (request) => evaluateLocalisation(request, parts),

    async robustness(request) {
      const { all, reader, finish } = await startEvaluation(request, parts.encoding);
      const { biology, site, k, prompts, partition = null } = request;
      const set = prompts === undefined ? undefined : await choosePromptSet({ prompts }, parts.promptSets);
      const of = set ? { ...set, classes: set.classes.map((each) => ({ ...each, field: biology })) } : biology;
      const measures = await measureRobustness(ofPartition(all.rows, partition), { ...reader, biology: of, site, k });
      const { rows, failed, metrics, scored, ...more } = measures;
      const result = finish("robustness", robustnessProtocol, { n: rows.length, rows, failed, metrics });
      return { result: { ...result, biology, site, k, ...more }, scored };
    },

    ...createVqaEvaluations(parts),
  };
}

import type { ProbeMeasures } from "../evaluation/probe.ts";
import { measureRetrieval, type RetrievalMeasures, retrievalProtocol } from "../evaluation/retrieval.ts";
import {
  type EvaluateLocalisationRequest,
  evaluateLocalisation,
  type LocalisationResult,
} from "./evaluate-localisation.ts";
import type { EvaluateParts, EvaluateRequest } from "./evaluate-parts.ts";
import { type EvaluateProbeRequest, evaluateProbe } from "./evaluate-probe.ts";
import { type EvaluateRobustnessRequest, evaluateRobustness, type RobustnessResult } from "./evaluate-robustness.ts";
import { createVqaEvaluations, type VqaEvaluations } from "./evaluate-vqa.ts";
import {
  type EvaluateZeroShotRequest,
  evaluateZeroShot,
  type FindingsEvaluated,
  type ZeroShotEvaluated,
} from "./evaluate-zeroshot.ts";
import { type Evaluated, type Measures, startEvaluation } from "./evaluation-run.ts";
import { choosePromptSet } from "./prompt-choice.ts";

export interface Evaluations extends VqaEvaluations {
  /** By the set that is asked. @throws {RowsNotKeptError} for findings whose rows are wanted */
  zeroShot(request: EvaluateZeroShotRequest): Promise<ZeroShotEvaluated | FindingsEvaluated>;
  retrieval(request: EvaluateRequest): Promise<Evaluated<Measures<RetrievalMeasures>>>;
  localisation(request: EvaluateLocalisationRequest): Promise<LocalisationResult>;
  /** An adapter fitted to one partition and tested on another, beside the names alone. */
  probe(request: EvaluateProbeRequest): Promise<Measures<ProbeMeasures>>;
  robustness(request: EvaluateRobustnessRequest): Promise<Evaluated<RobustnessResult>>;
}

/** Measures the encoder and the evidence writer on a folder of the user's, through the same code that answers. */
export function createEvaluations(parts: EvaluateParts): Evaluations {
  return {
    zeroShot: (request) => evaluateZeroShot(request, parts),

    async retrieval(request) {
      const { encoder, all, reader, finish } = await startEvaluation(request, parts.encoding);
      const { prompts, slice, partition = null } = request;
      const set = prompts === undefined ? undefined : await choosePromptSet({ prompts }, parts.promptSets);
      const measures = await measureRetrieval(all.rows, encoder.text, { ...reader, partition, set, slice });
      const { rows, failed, metrics, scored, ...more } = measures;
      const result = finish("retrieval", retrievalProtocol, { n: rows.length, rows, failed, metrics });
      return { result: { ...result, ...more }, scored };
    },

    probe: (request) => evaluateProbe(request, parts),
    localisation: (request) => evaluateLocalisation(request, parts),
    robustness: (request) => evaluateRobustness(request, parts),
    ...createVqaEvaluations(parts),
  };
}

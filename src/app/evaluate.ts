import { promptSetFor } from "../evaluation/class-labels.ts";
import type { EvaluationResult } from "../evaluation/contract.ts";
import { ofPartition } from "../evaluation/evaluation-rows.ts";
import { type FindingsMeasures, findingsProtocol, measureFindings } from "../evaluation/findings.ts";
import { measureRetrieval, type RetrievalMeasures, retrievalProtocol } from "../evaluation/retrieval.ts";
import { measureZeroShot, type ZeroShotMeasures, zeroShotProtocol } from "../evaluation/zeroshot.ts";
import type { CalibrationStore } from "../zeroshot/calibration/calibration-store.ts";
import { createClassifier } from "../zeroshot/classify.ts";
import type { EmbedPromptSet } from "../zeroshot/prototypes.ts";
import {
  type EvaluateLocalisationRequest,
  evaluateLocalisation,
  type LocalisationResult,
} from "./evaluate-localisation.ts";
import { createVqaEvaluations, type EvaluateVqaParts, type VqaEvaluations } from "./evaluate-vqa.ts";
import { type EvaluationRequest, startEvaluation } from "./evaluation-run.ts";
import { choosePromptSet } from "./prompt-choice.ts";

export interface EvaluateRequest extends EvaluationRequest {
  /** Shipped set's id, or path of a prompt file. @default the shipped set whose classes match the labels, else the labels as names */
  readonly prompts?: string | undefined;
}

export interface EvaluateParts extends EvaluateVqaParts {
  readonly embed: EmbedPromptSet;
  readonly calibrations: Pick<CalibrationStore, "find">;
}

type Measures<M> = EvaluationResult & Omit<M, "rows" | "failed" | "metrics">;

export interface Evaluations extends VqaEvaluations {
  /** One name among all, or for a set of findings each by itself: then there is no confusion. */
  zeroShot(request: EvaluateRequest): Promise<Measures<ZeroShotMeasures> | Measures<FindingsMeasures>>;
  localisation(request: EvaluateLocalisationRequest): Promise<LocalisationResult>;
  retrieval(request: EvaluateRequest): Promise<Measures<RetrievalMeasures>>;
}

/** Measures the encoder and the evidence writer on a folder of the user's, through the same code that answers. */
export function createEvaluations(parts: EvaluateParts): Evaluations {
  return {
    async zeroShot(request) {
      const { encoding, encoder, all, reader, finish } = await startEvaluation(request, parts.encoding);
      const rows = ofPartition(all.rows, request.partition ?? null);
      const set =
        request.prompts === undefined
          ? promptSetFor(rows, await parts.promptSets())
          : await choosePromptSet({ prompts: request.prompts }, parts.promptSets);
      const { embed } = parts;
      const calibration = await parts.calibrations.find(set, encoder.id);
      const classify = await createClassifier(set, encoding, { multi: false, embed, calibration });
      if (set.multi) {
        const { rows: measured, failed, metrics, ...more } = await measureFindings(rows, set, classify, reader);
        return {
          ...finish("zeroshot", findingsProtocol, { n: measured.length, rows: measured, failed, metrics }),
          ...more,
        };
      }
      const asked = { classify, prototypes: await embed(set, encoder.text) };
      const { rows: measured, failed, metrics, ...more } = await measureZeroShot(rows, set, asked, reader);
      return {
        ...finish("zeroshot", zeroShotProtocol, { n: measured.length, rows: measured, failed, metrics }),
        ...more,
      };
    },

    async retrieval(request) {
      const { encoder, all, reader, finish } = await startEvaluation(request, parts.encoding);
      const { prompts, partition = null } = request;
      const set = prompts === undefined ? undefined : await choosePromptSet({ prompts }, parts.promptSets);
      const measures = await measureRetrieval(all.rows, encoder.text, { ...reader, partition, set });
      const { rows, failed, metrics, ...more } = measures;
      return { ...finish("retrieval", retrievalProtocol, { n: rows.length, rows, failed, metrics }), ...more };
    },

    localisation: (request) => evaluateLocalisation(request, parts),
    ...createVqaEvaluations(parts),
  };
}

import type { Encoding } from "../encoders/encoding.ts";
import { type CalibrationMeasures, calibrate } from "../evaluation/calibrate.ts";
import { ofPartition } from "../evaluation/evaluation-rows.ts";
import { type CalibrationStore, calibrationId } from "../zeroshot/calibration/calibration-store.ts";
import type { StoredCalibration } from "../zeroshot/calibration/stored-calibration.ts";
import { createClassifier } from "../zeroshot/classify.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { LabelsInvalidError } from "../zeroshot/errors.ts";
import { promptsSha256 } from "../zeroshot/prompts-sha256.ts";
import type { EmbedPromptSet } from "../zeroshot/prototypes.ts";
import { type EvaluationRequest, startEvaluation } from "./evaluation-run.ts";
import { choosePromptSet, type NamesRequest } from "./prompt-choice.ts";

export interface CalibrateRequest extends EvaluationRequest, NamesRequest {
  /** Part of the images that none of the names fits, where no row of the data has another label. @default 0.1 */
  readonly noneRate?: number | undefined;
}

export interface CalibrateResult extends StoredCalibration, Pick<CalibrationMeasures, "seenLeftOut" | "failed"> {
  readonly seconds: number;
}

export interface Calibrations {
  /** Fits on labelled rows, and stores what was fitted in the place of what was there. */
  calibrate(request: CalibrateRequest): Promise<CalibrateResult>;
  list: CalibrationStore["list"];
  delete: CalibrationStore["delete"];
}

export interface CalibrateParts {
  readonly encoding: () => Promise<Encoding>;
  readonly promptSets: () => Promise<readonly PromptSet[]>;
  readonly embed: EmbedPromptSet;
  readonly store: CalibrationStore;
  readonly clock: () => Date;
}

export function createCalibrations({ encoding, promptSets, embed, store, clock }: CalibrateParts): Calibrations {
  return {
    async calibrate({ noneRate = 0.1, labels, prompts, ...request }) {
      const set = await choosePromptSet({ labels, prompts }, promptSets);
      if (set.classes.length < 2) throw new LabelsInvalidError("one");
      if (set.multi) throw new LabelsInvalidError("together");
      const { encoding: parts, encoder, all, data, reader, seconds } = await startEvaluation(request, encoding);
      const { partition = null } = request;
      const classify = await createClassifier(set, parts, { multi: false, embed });
      const options = { ...reader, logitScale: encoder.logitScale, noneRate };
      const measures = await calibrate(ofPartition(all.rows, partition), set, classify, options);
      const { seenLeftOut, failed, ...measured } = measures;
      const stored: StoredCalibration = {
        version: 1,
        id: calibrationId(set, encoder.id),
        encoder: encoder.id,
        promptSet: { id: set.id, sha256: promptsSha256(set), classes: set.classes.map(({ name }) => name) },
        createdAt: clock().toISOString(),
        data,
        partition,
        seed: reader.seed,
        ...measured,
      };
      await store.save(stored);
      return { ...stored, seenLeftOut, failed: [...all.failed, ...failed], seconds: seconds() };
    },
    list: store.list,
    delete: store.delete,
  };
}

import type { CalibrationStore } from "../zeroshot/calibration/calibration-store.ts";
import type { EmbedPromptSet } from "../zeroshot/prototypes.ts";
import type { EvaluateVqaParts } from "./evaluate-vqa.ts";
import type { EvaluationRequest } from "./evaluation-run.ts";

/** What evaluations of names, captions and neighbours are asked with. */
export interface EvaluateRequest extends EvaluationRequest {
  /** Shipped set's id, or path of a prompt file. @default the shipped set whose classes match the labels, else the labels as names */
  readonly prompts?: string | undefined;
  /** Manifest field whose values are measured apart. @default none */
  readonly slice?: string | undefined;
}

/** What evaluations are made of. */
export interface EvaluateParts extends EvaluateVqaParts {
  readonly embed: EmbedPromptSet;
  readonly calibrations: Pick<CalibrationStore, "find">;
}

import { ofPartition } from "../evaluation/evaluation-rows.ts";
import { measureRobustness, type RobustnessMeasures, robustnessProtocol } from "../evaluation/robustness.ts";
import type { EvaluateParts } from "./evaluate-parts.ts";
import { type Evaluated, type EvaluationRequest, type Measures, startEvaluation } from "./evaluation-run.ts";
import { choosePromptSet } from "./prompt-choice.ts";

export interface EvaluateRobustnessRequest extends EvaluationRequest {
  /** Manifest field of what the images show; its values are the classes, or with `prompts` those classes' labels. */
  readonly biology: string;
  /** Manifest field of where they come from. */
  readonly site: string;
  readonly k: number;
  /** Shipped set's id, or path of a prompt file: its classes stand for labels. @default the field's values as they are */
  readonly prompts?: string | undefined;
}

export type RobustnessResult = Measures<RobustnessMeasures> & Pick<EvaluateRobustnessRequest, "biology" | "site" | "k">;

/** Whether neighbours follow what images show or where they come from. */
export async function evaluateRobustness(
  request: EvaluateRobustnessRequest,
  parts: EvaluateParts,
): Promise<Evaluated<RobustnessResult>> {
  const { all, reader, finish } = await startEvaluation(request, parts.encoding);
  const { biology, site, k, prompts, partition = null } = request;
  const set = prompts === undefined ? undefined : await choosePromptSet({ prompts }, parts.promptSets);
  const of = set ? { ...set, classes: set.classes.map((each) => ({ ...each, field: biology })) } : biology;
  const measures = await measureRobustness(ofPartition(all.rows, partition), { ...reader, biology: of, site, k });
  const { rows, failed, metrics, scored, ...more } = measures;
  const result = finish("robustness", robustnessProtocol, { n: rows.length, rows, failed, metrics });
  return { result: { ...result, biology, site, k, ...more }, scored };
}

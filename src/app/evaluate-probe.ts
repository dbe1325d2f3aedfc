import { promptSetFor } from "../evaluation/class-labels.ts";
import { ofPartition } from "../evaluation/evaluation-rows.ts";
import { measureProbe, type ProbeMeasures, probeProtocol } from "../evaluation/probe.ts";
import { createAdapterClassifier } from "../zeroshot/adapters/classify-with-adapter.ts";
import type { AdapterMethod } from "../zeroshot/adapters/contract.ts";
import { createClassifier } from "../zeroshot/classify.ts";
import { createAdapterFit } from "./adapter-fit.ts";
import type { EvaluateParts, EvaluateRequest } from "./evaluate-parts.ts";
import { type Measures, startEvaluation } from "./evaluation-run.ts";
import { choosePromptSet } from "./prompt-choice.ts";

export interface EvaluateProbeRequest extends EvaluateRequest {
  readonly method: AdapterMethod;
  /** Partition that is fitted to. */
  readonly fit: string;
  /** Rows of each class that are fitted to. @default all */
  readonly shots?: number | undefined;
}

/** What an adapter's file says of itself: a probe writes none. */
const neverWritten = { createdAt: new Date(0).toISOString(), caselens: "not written" };

/** An adapter fitted to one partition and tested on another, beside the names alone. */
export async function evaluateProbe(
  request: EvaluateProbeRequest,
  parts: EvaluateParts,
): Promise<Measures<ProbeMeasures>> {
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
}

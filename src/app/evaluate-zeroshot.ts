import { classOf, promptSetFor } from "../evaluation/class-labels.ts";
import { BagsImpossibleError, ProtocolMismatchError, RowsNotKeptError } from "../evaluation/errors.ts";
import { ofPartition } from "../evaluation/evaluation-rows.ts";
import { findingLabels, type UncertainPolicy } from "../evaluation/finding-labels.ts";
import { type FindingsMeasures, findingsProtocol, measureFindings } from "../evaluation/findings.ts";
import type { WorstCase } from "../evaluation/html/case-pictures.ts";
import type { ImageControl } from "../evaluation/image-control.ts";
import { createRephrasings } from "../evaluation/rephrasing.ts";
import { measureZeroShot, type ZeroShotMeasures, zeroShotProtocol } from "../evaluation/zeroshot.ts";
import type { ZeroShotRows } from "../evaluation/zeroshot-rows.ts";
import { createClassifier } from "../zeroshot/classify.ts";
import { controlledReader } from "./control-images.ts";
import type { EvaluateParts, EvaluateRequest } from "./evaluate-parts.ts";
import { type Evaluated, type Measures, startEvaluation } from "./evaluation-run.ts";
import { choosePromptSet } from "./prompt-choice.ts";
import { type Screening, screenedProtocol, screenPromptSet } from "./screen-prompt-set.ts";
import { worstCases } from "./worst-cases.ts";

export interface EvaluateZeroShotRequest extends EvaluateRequest {
  /** Whether the rows' scores are needed afterwards. @default false */
  readonly rowsWanted?: boolean | undefined;
  /** Partition whose images, without their labels, choose among the wordings of the prompts. @default every wording counts */
  readonly screenOn?: string | undefined;
  /** Manifest field whose values are bags: the slide of a tile. @default none */
  readonly poolBy?: string | undefined;
  /** @default "own" */
  readonly images?: ImageControl | undefined;
  /** What an uncertain finding counts as, in a table with a column for each. @default "ignore" */
  readonly uncertain?: UncertainPolicy | undefined;
  /** Refused where the prompts and the screening decide on another. @default what they decide on */
  readonly protocol?: ZeroShotProtocol | undefined;
}

export const zeroShotProtocols = [zeroShotProtocol, findingsProtocol, screenedProtocol] as const;
export type ZeroShotProtocol = (typeof zeroShotProtocols)[number];

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

/**
 * Classifies labelled rows by names.
 * @throws {RowsNotKeptError | BagsImpossibleError} for findings whose rows are wanted, or whole bags of them
 * @throws {ProtocolMismatchError} where the prompts decide on another protocol than was asked for
 */
export async function evaluateZeroShot(
  request: EvaluateZeroShotRequest,
  parts: EvaluateParts,
): Promise<ZeroShotEvaluated | FindingsEvaluated> {
  const run = await startEvaluation(request, parts.encoding);
  const { encoding, encoder, all, reader, finish } = run;
  const { prompts, slice, images = "own", screenOn, poolBy, rowsWanted = false } = request;
  const rows = ofPartition(all.rows, request.partition ?? null);
  const set =
    prompts === undefined
      ? promptSetFor(rows, await parts.promptSets())
      : await choosePromptSet({ prompts }, parts.promptSets);
  const decided = set.multi ? findingsProtocol : screenOn === undefined ? zeroShotProtocol : screenedProtocol;
  if (request.protocol !== undefined && request.protocol !== decided)
    throw new ProtocolMismatchError(request.protocol, decided);
  if (set.multi && rowsWanted) throw new RowsNotKeptError();
  if (set.multi && poolBy !== undefined) throw new BagsImpossibleError();
  const screened = screenOn === undefined ? null : await screenPromptSet(set, { run, embed: parts.embed, screenOn });
  const embed = screened?.embed ?? parts.embed;
  // what was calibrated were the prompts as they are
  const calibration = screened ? null : await parts.calibrations.find(set, encoder.id);
  const classify = await createClassifier(set, encoding, { multi: false, embed, calibration });
  const labels = findingLabels(set, rows, { uncertain: request.uncertain });
  const labelled = rows.filter((row) => (set.multi ? labels.findingsOf(row) : classOf(set, row)) !== null);
  const controlled = { ...reader, readScan: controlledReader(images, labelled, reader.seed, run) };
  if (set.multi) {
    const found = await measureFindings(rows, set, { ...controlled, classify, labels, slice });
    const { rows: measured, failed, metrics, ...more } = found;
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
  const result = finish("zeroshot", decided, { n: measured.length, rows: measured, failed, metrics });
  return {
    result: { ...result, images, screening: screened?.about ?? null, ...more },
    scored,
    worst: async () => (images === "own" ? worstCases(measured, scored) : []),
  };
}

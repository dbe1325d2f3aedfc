import { classOf, promptSetFor } from "../evaluation/class-labels.ts";
import type { EvaluationResult } from "../evaluation/contract.ts";
import { createDrawing } from "../evaluation/draw.ts";
import { EvaluationEmptyError } from "../evaluation/errors.ts";
import { type EvaluationRow, ofPartition } from "../evaluation/evaluation-rows.ts";
import { type LocalisationMeasures, localisationProtocol, measureLocalisation } from "../evaluation/localisation.ts";
import { type LocalisationFigures, localisationFigures } from "../evaluation/localisation-figures.ts";
import { unrelatedTexts } from "../evaluation/localisation-texts.ts";
import { type MeasuredRow, measureRows } from "../evaluation/measure-rows.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { embedPromptSet } from "../zeroshot/prototypes.ts";
import type { EvaluateVqaParts } from "./evaluate-vqa.ts";
import { type EvaluationRequest, type EvaluationRun, startEvaluation } from "./evaluation-run.ts";

export interface EvaluateLocalisationRequest extends EvaluationRequest {
  /** Images of each folder, one a case, drawn by the seed. */
  readonly images: number;
}

export type LocalisationResult = EvaluationResult &
  Omit<LocalisationFigures, "metrics"> & {
    /** Sets whose classes were looked for, one a folder. */
    readonly promptSets: readonly string[];
  };

/**
 * Tests the heat maps of an encoder on labelled folders, each with the shipped set whose classes match its labels.
 * @throws {EvaluationEmptyError | PatchesMissingError}
 */
export async function evaluateLocalisation(
  request: EvaluateLocalisationRequest,
  parts: Pick<EvaluateVqaParts, "encoding" | "promptSets">,
): Promise<LocalisationResult> {
  const shipped = await parts.promptSets();
  const run = await startEvaluation(request, parts.encoding);
  const { seed } = run.reader;
  const drawing = createDrawing(seed);
  const rows: MeasuredRow<LocalisationMeasures>[] = [];
  const failed: EvaluationResult["failed"][number][] = [];
  const promptSets: string[] = [];
  for (const folder of request.data) {
    const { all } = await startEvaluation({ ...request, data: [folder] }, parts.encoding);
    const ofFolder = ofPartition(all.rows, request.partition ?? null);
    const set = promptSetFor(ofFolder, shipped);
    promptSets.push(set.id);
    const drawn = drawCases(ofFolder, set, { count: request.images, drawing });
    const measured = await measureFolder(drawn, set, { run, shipped, drawing });
    rows.push(...measured.measured);
    failed.push(...measured.failed);
  }
  if (rows.length === 0) throw new EvaluationEmptyError("labels");
  const { metrics, ...more } = localisationFigures(rows, seed);
  const result = run.finish("localisation", localisationProtocol, { n: rows.length, rows, failed, metrics });
  return { ...result, promptSets, ...more };
}

type Drawing = ReturnType<typeof createDrawing>;

/** So many rows whose label is one of the set's, one a case. */
function drawCases(
  rows: readonly EvaluationRow[],
  set: PromptSet,
  { count, drawing }: { readonly count: number; readonly drawing: Drawing },
): readonly EvaluationRow[] {
  const byCase = new Map<string, EvaluationRow>();
  for (const row of drawing.shuffled(rows.filter((each) => classOf(set, each) !== null))) {
    const key = row.case ?? row.imagePath;
    if (!byCase.has(key)) byCase.set(key, row);
  }
  return [...byCase.values()].slice(0, count);
}

interface FolderParts {
  readonly run: EvaluationRun;
  readonly shipped: readonly PromptSet[];
  readonly drawing: Drawing;
}

async function measureFolder(rows: readonly EvaluationRow[], set: PromptSet, { run, shipped, drawing }: FolderParts) {
  const { encoder, reader } = run;
  const { classes } = await embedPromptSet(set, encoder.text);
  const unrelated = await unrelatedTexts(set, { shipped, encoder: encoder.text, drawing });
  if (unrelated.otherKinds.length === 0) throw new EvaluationEmptyError("other kinds");
  return measureRows(
    rows,
    (scan, row) =>
      measureLocalisation(scan, classOf(set, row) ?? -1, { encoder, classes, unrelated, seed: reader.seed }),
    reader,
  );
}

import { trainedInWords } from "../../zeroshot/trained-names.ts";
import type { EvaluationResult } from "../contract.ts";
import type { ImageControl } from "../image-control.ts";
import { leastRowsForEce } from "../metrics/calibration.ts";
import type { PromptSpreadFigures } from "../prompt-spread.ts";
import type { RephrasingStability } from "../rephrasing.ts";
import type { ZeroShotMeasures } from "../zeroshot.ts";
import type { ZeroShotRows } from "../zeroshot-rows.ts";
import { casePictures, type WorstCase } from "./case-pictures.ts";
import { confusionTable } from "./confusion-table.ts";
import { coveragePlot } from "./coverage-plot.ts";
import { figureBars, figureInWords, metricBars } from "./figure-bars.ts";
import { html, type Markup } from "./markup.ts";
import { factsOf, type Page, rowsInWords, type Section, warningsOf } from "./page.ts";
import { reliabilityPlot } from "./reliability-plot.ts";
import { rocPlot } from "./roc-plot.ts";
import { sliceBars } from "./slice-bars.ts";

export type ZeroShotResult = EvaluationResult &
  Omit<ZeroShotMeasures, "rows" | "failed" | "metrics" | "scored"> & { readonly images: ImageControl };

export interface ZeroShotPage {
  readonly result: ZeroShotResult;
  readonly scored: ZeroShotRows;
  readonly worst: readonly WorstCase[];
  readonly createdAt: string;
}

/** The page of a zero-shot evaluation. */
export function zeroShotPage({ result, scored, worst, createdAt }: ZeroShotPage): Page {
  const { classes, confusion, riskCoverage, rephrasing, slices, promptSet, data } = result;
  return {
    title: `Class names against labels: ${data}`,
    lead: leadOf(result),
    facts: [...factsOf(result), ["Prompts", `${promptSet.id}, version ${promptSet.version} (${promptSet.source})`]],
    warnings: [...warningsOf(result), ...ownWarnings(result)],
    sections: [
      { title: "Figures", body: metricBars(result.metrics) },
      {
        title: "Curves",
        body: html`<div class="plots">${rocPlot(scored, classes)}${coveragePlot(scored, riskCoverage)}${reliabilityPlot(scored)}</div>`,
      },
      { title: "Classes", body: classTable(result) },
      { title: "Confusion", body: confusionTable(scored.classes, confusion) },
      rephrasing && { title: "Other wordings of the prompts", body: wordings(rephrasing, result.promptSpread) },
      slices && {
        title: `By ${slices.field}`,
        body: sliceBars(slices, ["balancedAccuracy", "auroc", "abstentionRate"]),
      },
      worstSection(worst),
    ],
    createdAt,
  };
}

function leadOf({ classes, trainedClasses, trainedNames }: ZeroShotResult): string {
  if (trainedClasses)
    return "Trained classes: the encoder was trained with these prompts on images of their source. This is not zero-shot.";
  if (trainedNames.length === 0) return "Zero-shot: nothing was trained on these names.";
  const words = trainedInWords({ trainedClasses, trainedNames }, classes.length);
  return `${words[0].toUpperCase()}${words.slice(1)}.`;
}

function ownWarnings(result: ZeroShotResult): readonly string[] {
  const { images, unlabelled, n, withProbabilities } = result;
  return [
    ...(images === "blank" ? ["Control: every image is a grey picture of its size."] : []),
    ...(images === "shuffled" ? ["Control: every image is that of another row."] : []),
    ...(unlabelled > 0 ? [`Left out, having no label of these classes: ${rowsInWords(unlabelled)}.`] : []),
    withProbabilities === 0
      ? "No row has calibrated probabilities: none of the figures is of probabilities, and shares are no chances."
      : `Figures of probabilities are of ${rowsInWords(withProbabilities)} of ${n}: an image unlike those that were calibrated on has none.`,
    ...(withProbabilities > 0 && withProbabilities < leastRowsForEce
      ? [`ECE is not given for fewer than ${leastRowsForEce.toLocaleString("en")} rows.`]
      : []),
    "The class called is the one with the greatest share, also where the classification abstained.",
  ];
}

function classTable({ classes }: Pick<ZeroShotResult, "classes">): Markup {
  const cell = (value: number | null) => html`<td class="number">${value === null ? "–" : figureInWords(value)}</td>`;
  return html`<div class="scroll"><table><thead><tr><th>class</th><th class="number">rows</th><th class="number">recall</th><th class="number">AUROC</th><th class="number">AUPRC</th></tr></thead>
<tbody>${classes.map(({ name, n, recall, auroc, auprc }) => html`<tr><td>${name}</td><td class="number">${n}</td>${[recall, auroc, auprc].map(cell)}</tr>`)}</tbody></table></div>`;
}

function wordings({ wordings: all, mean, worst }: RephrasingStability, spread: PromptSpreadFigures): Markup {
  const { min, median, max } = spread.balancedAccuracy;
  const summary = [
    { name: "On average", figure: mean },
    { name: "Worst wording", detail: worst.wording, figure: worst },
  ];
  return html`<p>Balanced accuracy over ${spread.wordings} ways to word the prompts: least ${figureInWords(min)}, median ${figureInWords(median)}, greatest ${figureInWords(max)}.</p><p>Share of the rows that are called the same when the prompts are worded otherwise.</p>${figureBars(summary)}
<div class="scroll"><table><thead><tr><th>wording</th><th class="number">same class</th></tr></thead><tbody>${all.map(({ wording, same }) => html`<tr><td>${wording}</td><td class="number">${figureInWords(same)}</td></tr>`)}</tbody></table></div>`;
}

function worstSection(worst: readonly WorstCase[]): Section | null {
  if (worst.length === 0) return null;
  return {
    title: "Surest mistakes",
    body: html`<p class="note">Rows called wrongly with the greatest share: their class, then what they were called. The pictures are patients' images: keep this page as you keep them.</p>${casePictures(worst)}`,
  };
}

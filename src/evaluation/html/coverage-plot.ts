import { accuracyAtCoverage } from "../metrics/risk-coverage.ts";
import type { CoverageFigure } from "../zeroshot.ts";
import { calledRows, type ZeroShotRows } from "../zeroshot-rows.ts";
import { figureInWords } from "./figure-bars.ts";
import { linePlot, xPx, yPx } from "./line-plot.ts";
import { html, type Markup } from "./markup.ts";

const steps = 50;

/** Accuracy of the surest part of the rows. */
export function coveragePlot(scored: ZeroShotRows, figures: readonly CoverageFigure[]): Markup {
  const { truth, called } = calledRows(scored);
  const selected = {
    sure: scored.rows.map(({ shares }) => Math.max(...shares)),
    right: truth.map((each, row) => each === called[row]),
  };
  const every = new Float64Array(scored.rows.length).fill(1);
  const points = Array.from({ length: steps }, (_, i) => {
    const coverage = (i + 1) / steps;
    return { x: coverage, y: accuracyAtCoverage(selected, coverage)(every) };
  });
  const bars = figures.map(
    ({ coverage, accuracy: { value, low, high } }) =>
      html`<line class="curve s0" x1="${xPx(coverage)}" x2="${xPx(coverage)}" y1="${yPx(low)}" y2="${yPx(high)}"/><circle class="f0" cx="${xPx(coverage)}" cy="${yPx(value)}" r="3.5"/>`,
  );
  const label = "Accuracy of the surest part of the rows";
  const curves = [{ points, series: 0 }];
  const said = figures.map(
    ({ coverage, accuracy: { value, low, high } }) =>
      `${Math.round(100 * coverage)} %: ${figureInWords(value)} (${figureInWords(low)} – ${figureInWords(high)})`,
  );
  return html`<figure class="plot"><h3>Risk and coverage</h3>${linePlot({ label, xTitle: "part of the rows, the surest first", yTitle: "accuracy", curves, above: bars })}<figcaption>Accuracy of the surest rows, by the greatest share. ${said.join("; ")}.</figcaption></figure>`;
}

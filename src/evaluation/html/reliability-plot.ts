import { calibrationBin, calibrationBins, leastRowsForEce } from "../metrics/calibration.ts";
import type { ZeroShotRows } from "../zeroshot-rows.ts";
import { linePlot, xPx, yPx } from "./line-plot.ts";
import { html, type Markup } from "./markup.ts";

/** How often the likeliest outcome came true, by its probability, over the rows that have one; null where none has. */
export function reliabilityPlot({ rows }: ZeroShotRows): Markup | null {
  const forecasts = rows.flatMap(({ probabilities, truth }) => {
    if (!probabilities) return [];
    const sure = Math.max(...probabilities);
    return [{ sure, right: probabilities.indexOf(sure) === truth }];
  });
  if (forecasts.length === 0) return null;
  const bins = Array.from({ length: calibrationBins }, (_, bin) => {
    const of = forecasts.filter(({ sure }) => calibrationBin(sure) === bin);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return {
      bin,
      n: of.length,
      sure: mean(of.map(({ sure }) => sure)),
      right: mean(of.map(({ right }) => Number(right))),
    };
  }).filter(({ n }) => n > 0);
  const most = Math.max(...bins.map(({ n }) => n));
  const counts = bins.map(({ bin, n }) => {
    const [from, to] = [xPx(bin / calibrationBins), xPx((bin + 1) / calibrationBins)];
    const top = yPx((0.25 * n) / most);
    return html`<rect class="count" x="${from + 0.5}" y="${top}" width="${to - from - 1}" height="${yPx(0) - top}"/>`;
  });
  const points = bins.map(({ sure, right }) => ({ x: sure, y: right }));
  const dots = points.map(({ x, y }) => html`<circle class="f0" cx="${xPx(x)}" cy="${yPx(y)}" r="3.5"/>`);
  const plot = linePlot({
    label: "Reliability: how often the likeliest outcome came true, by its probability",
    xTitle: "probability of the likeliest outcome",
    yTitle: "came true",
    curves: [{ points, series: 0 }],
    diagonal: true,
    below: counts,
    above: dots,
  });
  const few = rows.length < leastRowsForEce;
  return html`<figure class="plot"><h3>Reliability</h3>${plot}<figcaption>15 bins of equal width; grey: how many rows each has, ${most.toLocaleString("en")} at most.${few && html` ECE is not given: of ${rows.length.toLocaleString("en")} rows, fewer than ${leastRowsForEce.toLocaleString("en")}, chance alone makes it great.`}</figcaption></figure>`;
}

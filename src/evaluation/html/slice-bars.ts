import type { MetricName } from "../contract.ts";
import { leastCasesOfSlice, type Slices } from "../slices.ts";
import { figureBars, figureInWords } from "./figure-bars.ts";
import { html, type Markup } from "./markup.ts";
import { metricWords } from "./metric-words.ts";
import { rowsInWords } from "./page.ts";

/** The slices of a field by some metrics, with their gaps, and those too small to be measured. */
export function sliceBars({ field, slices, without, gaps }: Slices, metrics: readonly MetricName[]): Markup {
  const parts = metrics.flatMap((metric) => {
    const bars = slices.flatMap(({ name, n, cases, metrics: { [metric]: figure } }) =>
      figure ? [{ name, detail: `n ${n}, ${cases} cases`, figure }] : [],
    );
    if (bars.length === 0) return [];
    const { name, detail } = metricWords(metric);
    const gap = gaps[metric];
    return html`<h3>${name}${detail !== undefined && `, ${detail}`}</h3>${figureBars(bars)}${gap !== undefined && html`<p class="note">Gap: ${figureInWords(gap.value)} (${figureInWords(gap.low)} – ${figureInWords(gap.high)}), from ${gap.least} to ${gap.most}.</p>`}`;
  });
  const small = slices.filter(({ ranked }) => !ranked).map(({ name, n, cases }) => `${name} (n ${n}, ${cases} cases)`);
  return html`${parts}
${small.length > 0 && html`<p class="note">Not measured, fewer than ${leastCasesOfSlice} cases: ${small.join(", ")}.</p>`}
${without > 0 && html`<p class="note">${field} is not said of ${rowsInWords(without)}.</p>`}
<p class="note">A gap is never below 0 and grows by chance with the number of slices: read it beside the slices' own intervals. The result has every metric.</p>`;
}

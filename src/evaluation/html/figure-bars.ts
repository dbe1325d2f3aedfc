import type { Figure, MetricName, Metrics } from "../contract.ts";
import { html, type Markup } from "./markup.ts";
import { metricWords, type Words } from "./metric-words.ts";

export interface Bar extends Words {
  readonly figure: Figure;
  /** A value of chance, or of another, marked on the bar. */
  readonly mark?: number | null | undefined;
}

export interface Scale {
  readonly from: number;
  readonly to: number;
}

/** A scale around 0 that holds differences and their intervals. */
export function differenceScale(bars: readonly Pick<Bar, "figure" | "onScale">[]): Scale {
  const farthest = bars.flatMap(({ figure: { low, high }, onScale = true }) =>
    onScale ? [Math.abs(low), Math.abs(high)] : [],
  );
  const to = [0.05, 0.1, 0.2, 0.5].find((end) => Math.max(0, ...farthest) <= end) ?? 1;
  return { from: -to, to };
}

const shares: Scale = { from: 0, to: 1 };
const widthPx = 300;
const heightPx = 14;
const marginPx = 5;

/** Figures with their intervals drawn on one scale. */
export function figureBars(bars: readonly Bar[], scale: Scale = shares): Markup {
  const { from, to } = scale;
  return html`<div class="figures">${bars.map((bar) => figureRow(bar, scale))}
<div class="row"><span></span><span></span><span></span><span class="bar scale"><span>${from}</span><span>${to}</span></span></div></div>`;
}

/** The metrics of an evaluation, in words. */
export function metricBars(metrics: Metrics): Markup {
  return figureBars(metricEntries(metrics).map(([metric, figure]) => ({ ...metricWords(metric), figure })));
}

function metricEntries(metrics: Metrics): readonly (readonly [MetricName, Figure])[] {
  const names = Object.keys(metrics).filter((name): name is MetricName => name in metrics);
  return names.flatMap((name) => {
    const figure = metrics[name];
    return figure ? [[name, figure] as const] : [];
  });
}

function figureRow({ name, detail, figure, onScale = true, mark }: Bar, scale: Scale): Markup {
  const { value, low, high } = figure;
  const small = detail !== undefined && html` <small>${detail}</small>`;
  return html`<div class="row"><span class="name">${name}${small}</span><span class="value">${figureInWords(value)}</span><span class="interval">${intervalInWords(low, high)}</span><span class="bar">${onScale && barSvg(figure, scale, mark ?? null)}</span></div>`;
}

function barSvg({ value, low, high }: Figure, { from, to }: Scale, mark: number | null): Markup {
  const x = (at: number) => {
    const part = Math.min(1, Math.max(0, (at - from) / (to - from)));
    return (marginPx + part * (widthPx - 2 * marginPx)).toFixed(1);
  };
  const y = heightPx / 2;
  return html`<svg viewBox="0 0 ${widthPx} ${heightPx}" preserveAspectRatio="none" aria-hidden="true">
<line class="bar-line" x1="${x(from)}" x2="${x(to)}" y1="${y}" y2="${y}"/>${mark !== null && html`<line class="bar-mark" x1="${x(mark)}" x2="${x(mark)}" y1="0" y2="${heightPx}"/>`}
<line class="bar-interval" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/>
<rect class="bar-value" x="${Number(x(value)) - 1.5}" y="1" width="3" height="${heightPx - 2}"/></svg>`;
}

/** A dash beside a minus would be read as one. */
function intervalInWords(low: number, high: number): string {
  return `${figureInWords(low)} ${low < 0 ? "to" : "–"} ${figureInWords(high)}`;
}

/** As ".931", "12.4" or "-.05" with three places. */
export function figureInWords(value: number): string {
  return Math.abs(value) < 1
    ? value.toFixed(3).replace(/^(-?)0\./, "$1.")
    : value.toFixed(Math.abs(value) < 10 ? 3 : 1);
}

import { type Content, html, type Markup } from "./markup.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Curve {
  readonly points: readonly Point[];
  /** Whose colour and dashes it has, from 0. */
  readonly series: number;
}

export interface LinePlot {
  readonly label: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly curves: readonly Curve[];
  /** Drawn below the curves, in the plot's pixels. */
  readonly below?: Content;
  /** Drawn above them. */
  readonly above?: Content;
  /** Where the diagonal means something. @default false */
  readonly diagonal?: boolean;
}

/** Colours of curves; a ninth would be the first again. */
export const seriesCount = 8;
const dashes = ["", "7 3", "2 3", "9 3 2 3", "", "7 3", "2 3", "9 3 2 3"];

const [leftPx, topPx, sidePx] = [46, 10, 280];

/** Places of shares from 0 to 1. */
export const xPx = (share: number) => round(leftPx + share * sidePx);
export const yPx = (share: number) => round(topPx + (1 - share) * sidePx);

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Curves over a square from 0 to 1. */
export function linePlot({
  label,
  xTitle,
  yTitle,
  curves,
  below = "",
  above = "",
  diagonal = false,
}: LinePlot): Markup {
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const bottom = topPx + sidePx;
  return html`<svg viewBox="0 0 340 336" role="img" aria-label="${label}">
${ticks.map(
  (
    at,
  ) => html`<line class="grid" x1="${xPx(at)}" x2="${xPx(at)}" y1="${topPx}" y2="${bottom}"/><line class="grid" x1="${leftPx}" x2="${xPx(1)}" y1="${yPx(at)}" y2="${yPx(at)}"/>
<text x="${xPx(at)}" y="${bottom + 15}" text-anchor="${at === 1 ? "end" : "middle"}">${at}</text><text x="${leftPx - 6}" y="${yPx(at) + 4}" text-anchor="end">${at}</text>`,
)}
<rect class="frame" x="${leftPx}" y="${topPx}" width="${sidePx}" height="${sidePx}"/>
${diagonal && html`<line class="diagonal" x1="${xPx(0)}" y1="${yPx(0)}" x2="${xPx(1)}" y2="${yPx(1)}"/>`}
${below}${curves.map(({ points, series }) => html`<polyline class="curve s${series % seriesCount}" stroke-dasharray="${dashes[series % seriesCount]}" points="${points.map(({ x, y }) => `${xPx(x)},${yPx(y)}`).join(" ")}"/>`)}${above}
<text x="${leftPx + sidePx / 2}" y="${bottom + 32}" text-anchor="middle">${xTitle}</text>
<text transform="rotate(-90)" x="${-(topPx + sidePx / 2)}" y="12" text-anchor="middle">${yTitle}</text>
</svg>`;
}

/** What each curve is. */
export function legend(entries: readonly { readonly series: number; readonly name: string }[]): Markup {
  return html`<ul class="legend">${entries.map(({ series, name }) => html`<li><svg viewBox="0 0 32 8" aria-hidden="true"><line class="curve s${series % seriesCount}" stroke-dasharray="${dashes[series % seriesCount]}" x1="0" x2="32" y1="4" y2="4"/></svg><span>${name}</span></li>`)}</ul>`;
}

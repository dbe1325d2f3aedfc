import type { EvaluationResult } from "../contract.ts";
import { type Content, html, Markup } from "./markup.ts";
import { style } from "./style.ts";

/** A part of the page under a heading of its own. */
export interface Section {
  readonly title: string;
  readonly body: Content;
}

export interface Page {
  readonly title: string;
  readonly lead: string;
  /** What was measured: name and value. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What a reader must know before the figures. */
  readonly warnings: readonly string[];
  readonly sections: readonly (Section | null)[];
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** Nothing may be loaded or run: the page is read as it is, also where class names are hostile. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The whole page as one file that loads nothing and runs nothing. */
export function writePage({ title, lead, facts, warnings, sections, createdAt }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="lead">${lead}</p>
${warnings.length > 0 && html`<ul class="warnings">${warnings.map((each) => html`<li>${each}</li>`)}</ul>`}
<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${sections.map((section) => section && html`<section><h2>${section.title}</h2>${section.body}</section>`)}
<footer>
<p>Intervals are 95 %: 1,000 resamples of cases (patient, group or source tile, else the image) with replacement, the model as it is.</p>
<p>Made by caselens eval on ${createdAt.slice(0, 10)}. Research and education software, not a medical device.</p>
</footer>
</main>
</body>
</html>
`.text;
}

/** What every evaluation says of itself. */
export function factsOf(result: EvaluationResult): Page["facts"] {
  const { data, encoder, n, cases, partition, protocol, seed, seconds } = result;
  return [
    ["Data", `${data}, ${partition === null ? "all rows" : `partition ${partition}`}`],
    ["Rows", `${n.toLocaleString("en")} of ${cases.toLocaleString("en")} cases`],
    ["Encoder", encoder],
    ["Protocol", `${protocol}, seed ${seed}`],
    ["Seen in training", seenInWords(result.seenInTraining)],
    ["Took", `${seconds.toFixed(1)} s`],
  ];
}

export function rowsInWords(n: number): string {
  return n === 1 ? "1 row" : `${n.toLocaleString("en")} rows`;
}

export function seenInWords(seen: number | null): string {
  return seen === null ? "unknown" : `${(100 * seen).toFixed(1)} % of the rows`;
}

/** What must be known of any evaluation before its figures. */
export function warningsOf({ seenInTraining, failed, partition }: EvaluationResult): readonly string[] {
  return [
    ...(seenInTraining === null ? ["Whether the encoder was trained on these images cannot be told."] : []),
    ...(seenInTraining !== null && seenInTraining > 0
      ? [
          `${(100 * seenInTraining).toFixed(1)} % of the rows show images that the encoder was trained on: the figures flatter it.`,
        ]
      : []),
    ...(partition === null ? ["Every row was measured, of whatever partition."] : []),
    ...(failed.length > 0 ? [`Not read, and so not measured: ${rowsInWords(failed.length)}.`] : []),
  ];
}

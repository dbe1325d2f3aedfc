import { figureInWords } from "./figure-bars.ts";
import { html, Markup } from "./markup.ts";

/** A row that was called wrongly, with a small picture of its pixels alone. */
export interface WorstCase {
  readonly truth: string;
  readonly called: string;
  /** Of the class called. */
  readonly share: number;
  readonly truthShare: number;
  readonly seenInTraining: boolean | null;
  /** PNG without metadata, short side at most 128 px. */
  readonly picture: Uint8Array;
}

export function casePictures(cases: readonly WorstCase[]): Markup {
  const source = (picture: Uint8Array) =>
    new Markup(`data:image/png;base64,${Buffer.from(picture).toString("base64")}`);
  return html`<div class="pictures">${cases.map(
    ({ truth, called, share, truthShare, seenInTraining, picture }) =>
      html`<figure><img src="${source(picture)}" alt=""><figcaption>${truth}<br><small>called</small> ${called} ${figureInWords(share)} <small>(own ${figureInWords(truthShare)}${seenInTraining === true && ", seen in training"})</small></figcaption></figure>`,
  )}</div>`;
}

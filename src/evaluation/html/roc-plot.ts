import { rocCurve } from "../metrics/ranking.ts";
import { againstRest, type ClassFigures, rankedClasses, type ZeroShotRows } from "../zeroshot-rows.ts";
import { figureInWords } from "./figure-bars.ts";
import { legend, linePlot, seriesCount } from "./line-plot.ts";
import { html, type Markup } from "./markup.ts";

/** Receiver operating characteristic of the classes that the ranking metrics are of; of many, those with the most rows. */
export function rocPlot(scored: ZeroShotRows, classes: readonly ClassFigures[]): Markup {
  const ranked = rankedClasses(scored).filter((target) => classes[target].auroc !== null);
  const shown = [...ranked].sort((a, b) => classes[b].n - classes[a].n).slice(0, seriesCount);
  const curves = shown.map((target, series) => ({
    series,
    points: rocCurve(againstRest(scored, target)).map(({ falsePositiveRate, truePositiveRate }) => ({
      x: falsePositiveRate,
      y: truePositiveRate,
    })),
  }));
  const entries = shown.map((target, series) => {
    const { name, auroc, n } = classes[target];
    return { series, name: `${name}: AUROC ${figureInWords(auroc ?? Number.NaN)}, ${n} rows` };
  });
  const label = "Receiver operating characteristic, each class against the rest";
  return html`<figure class="plot"><h3>ROC</h3>${linePlot({ label, xTitle: "1 - specificity", yTitle: "sensitivity", curves, diagonal: true })}${legend(entries)}<figcaption>By share, each class against the rest.${shown.length < ranked.length && html` The ${shown.length} classes with the most rows of ${ranked.length}.`}</figcaption></figure>`;
}

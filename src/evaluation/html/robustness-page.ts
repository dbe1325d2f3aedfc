import type { EvaluationResult } from "../contract.ts";
import type { RobustnessMeasures } from "../robustness.ts";
import { figureBars, figureInWords } from "./figure-bars.ts";
import { html, type Markup } from "./markup.ts";
import { factsOf, type Page, rowsInWords, warningsOf } from "./page.ts";

export type RobustnessResult = EvaluationResult &
  Omit<RobustnessMeasures, "rows" | "failed" | "metrics" | "scored"> & {
    readonly biology: string;
    readonly site: string;
    readonly k: number;
  };

/** The page of a robustness evaluation. */
export function robustnessPage(result: RobustnessResult, createdAt: string): Page {
  const { metrics, balanced, classes, chance, oneSided, biology, site, k, without, data } = result;
  const { robustnessIndex } = metrics;
  const bars = [
    ...(robustnessIndex ? [{ name: "All images", figure: robustnessIndex, mark: chance }] : []),
    ...(balanced ? [{ name: "Mean over the classes", figure: balanced }] : []),
    ...classes.flatMap(({ name, n, robustnessIndex: figure }) => (figure ? [{ name, detail: `n ${n}`, figure }] : [])),
  ];
  const undefinedClasses = classes
    .filter(({ robustnessIndex: figure }) => !figure)
    .map(({ name, n }) => `${name} (n ${n})`);
  return {
    title: `Biology or site: ${data}`,
    lead: `Of each image's ${k} nearest, do more show the same (${biology}) from elsewhere, or something else from the same place (${site})?`,
    facts: [...factsOf(result), ["Index with neighbours at random", figureInWords(chance)]],
    warnings: [
      ...warningsOf(result),
      ...(without > 0 ? [`Left out, naming no class or no site: ${rowsInWords(without)}.`] : []),
      ...(oneSided > 0
        ? [`Not asked, their class at no other site or their site without another class: ${rowsInWords(oneSided)}.`]
        : []),
      ...(undefinedClasses.length > 0
        ? [`No neighbour tells class and site apart for: ${undefinedClasses.join(", ")}.`]
        : []),
    ],
    sections: [
      {
        title: "Robustness index",
        body: html`${figureBars(bars)}<p class="note">1: neighbours follow what is shown; 0: they follow where it comes from. The dashed mark is the index with neighbours drawn at random.</p>`,
      },
      { title: "Neighbours and sites", body: tables(result) },
    ],
    createdAt,
  };
}

function tables({ neighbours, sites }: RobustnessResult): Markup {
  const { sameSame, sameOther, otherSame, otherOther } = neighbours;
  const cells = (name: string, counts: readonly number[]) =>
    html`<tr><th>${name}</th>${counts.map((count) => html`<td class="number">${count.toLocaleString("en")}</td>`)}</tr>`;
  return html`<div class="scroll"><table><thead><tr><th>neighbours</th><th class="number">same site</th><th class="number">other site</th></tr></thead><tbody>${cells("same class", [sameSame, sameOther])}${cells("other class", [otherSame, otherOther])}</tbody></table></div>
<h3>Sites</h3><div class="scroll"><table><tbody>${sites.map(({ name, n }) => cells(name, [n]))}</tbody></table></div>`;
}

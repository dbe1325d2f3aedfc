import { leastCasesOfSlice, type Slices } from "../evaluation/slices.ts";
import { figure, figureRows, interval } from "./figures-in-words.ts";
import { columns } from "./output.ts";

/** Every slice with its figures, and the gaps between them. */
export function describeSlices({ field, slices, without, gaps }: Slices): string {
  const rows = slices.flatMap(({ name, n, cases, ranked, metrics }) => {
    const about = [name, `${n}`, `${cases}`];
    if (!ranked) return [[...about, `fewer than ${leastCasesOfSlice} cases`, "", ""]];
    return figureRows(metrics).map((row) => [...about, ...row]);
  });
  const gapRows = Object.entries(gaps).map(([metric, gap]) => [
    metric,
    figure(gap.value),
    interval(gap),
    `${gap.least} … ${gap.most}`,
  ]);
  return [
    `By ${field}${without > 0 ? `; ${without} rows say nothing of it` : ""}:`,
    columns([["slice", "n", "cases", "metric", "value", "95 % interval"], ...rows], [1, 2, 4]),
    ...(gapRows.length > 0 ? ["", columns([["gap", "value", "95 % interval", "least … most"], ...gapRows], [1])] : []),
  ].join("\n");
}

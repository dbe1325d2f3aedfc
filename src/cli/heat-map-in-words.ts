import type { Located } from "../zeroshot/heat-map/contract.ts";
import { mapCells } from "../zeroshot/heat-map/map-cells.ts";
import { columns, type Output } from "./output.ts";

/** Cells that are listed. */
const shown = 5;

/** What the map is, its range, and its greatest cells. */
export function heatMapInWords(located: Located, output: Pick<Output, "style">): string {
  const { name, of, unit, grid, within, abstained, reason, provenance } = located;
  const cells = [...mapCells(grid, within)].sort((a, b) => b.value - a.value);
  const rows = cells
    .slice(0, shown)
    .map(({ value, xPx, yPx, widthPx, heightPx }) => [
      value.toFixed(3),
      ...[xPx, yPx, widthPx, heightPx].map((px) => `${Math.round(px)}`),
    ]);
  const [greatest, least] = [cells[0].value, cells[cells.length - 1].value];
  return [
    output.style("bold", `${of}: ${name}`),
    `${grid.rows} × ${grid.columns} cells, ${unit} ${least.toFixed(3)} to ${greatest.toFixed(3)}, by ${provenance.encoder}. Most alike:`,
    columns([[unit, "x", "y", "width", "height (px)"], ...rows], [0, 1, 2, 3, 4]),
    name === "explanation"
      ? "On this kind of image such maps passed the tests in docs/evaluation.md: they depend on the text, and what they mark carries the class."
      : "It says where the image is like the words, not why a class was chosen, nor where a finding ends.",
    ...(abstained ? [`${output.style("yellow", "Abstained:")} ${reason}`] : []),
  ].join("\n");
}

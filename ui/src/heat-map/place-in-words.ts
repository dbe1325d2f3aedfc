import type { Located } from "../../../src/zeroshot/heat-map/contract.ts";
import { mapCells } from "../../../src/zeroshot/heat-map/map-cells.ts";

const down = ["upper", "middle", "lower"] as const;
const across = ["left", "middle", "right"] as const;

/** Where the greatest cell lies in what was looked at, as one says it of a picture: "upper left", "middle". */
export function greatestInWords({ grid, within }: Pick<Located, "grid" | "within">): string {
  const [cell] = [...mapCells(grid, within)].sort((a, b) => b.value - a.value);
  const third = (middle: number, from: number, length: number) =>
    Math.min(2, Math.floor((3 * (middle - from)) / length));
  const row = down[third(cell.yPx + cell.heightPx / 2, within.yPx, within.heightPx)];
  const column = across[third(cell.xPx + cell.widthPx / 2, within.xPx, within.widthPx)];
  return row === column ? row : `${row} ${column}`;
}

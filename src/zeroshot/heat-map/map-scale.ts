import type { HeatMapScale } from "./contract.ts";
import type { MapCell } from "./map-cells.ts";

/** Colours never stretch a narrower range than this: a map whose values hardly differ must look like one. */
const leastSpan = 0.2;

/** From the least to the greatest value that is seen, widened about its middle where that is less than 0.2. @param cells N >= 1 */
export function mapScale(cells: readonly MapCell[]): HeatMapScale {
  const values = cells.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const missing = Math.max(leastSpan - (high - low), 0) / 2;
  return { low: low - missing, high: high + missing };
}

/** The place of a value in the range, 0 to 1. */
export function scaled(value: number, { low, high }: HeatMapScale): number {
  return (value - low) / (high - low);
}

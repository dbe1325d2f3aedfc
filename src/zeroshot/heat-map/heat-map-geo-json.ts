import { viridis } from "../../imaging/viridis.ts";
import type { Located } from "./contract.ts";
import { HeatMapWithheldError } from "./errors.ts";
import { type MapCell, mapCells } from "./map-cells.ts";
import { scaled } from "./map-scale.ts";

/** What the numbers of a position are: RFC 7946 has degrees there, unless both sides agree on others (section 4). */
const coordinates =
  "pixels of the image as its file has them (of a view that was turned upright: of that view), x to the right, y down, from the upper left corner; no geographic position";

/**
 * The map's cells as GeoJSON (RFC 7946), in the properties that QuPath reads (qupath.github.io, "Object hierarchy: GeoJSON"). A position is
 * [x, y] in pixels of the view; rings run as the RFC wants them where y counts upwards, and are closed.
 * @throws {HeatMapWithheldError} for an abstention
 */
export function heatMapGeoJson({
  grid,
  within,
  scale,
  name,
  of,
  unit,
  abstained,
  reason,
  provenance,
}: Located): string {
  if (abstained) throw new HeatMapWithheldError(reason ?? "");
  const features = mapCells(grid, within).map((cell) => ({
    type: "Feature",
    geometry: { type: "Polygon", coordinates: [ring(cell)] },
    properties: {
      objectType: "annotation",
      classification: { name: of, color: viridis(scaled(cell.value, scale)) },
      measurements: { [`${name} (${unit})`]: cell.value },
      row: cell.row,
      column: cell.column,
    },
  }));
  const { encoder, smoothingCells } = provenance;
  const about = { name, of, unit, scale, encoder, smoothingCells, coordinates };
  return `${JSON.stringify({ type: "FeatureCollection", caselens: about, features })}\n`;
}

function ring({ xPx, yPx, widthPx, heightPx }: MapCell): readonly (readonly [number, number])[] {
  const [left, top, right, bottom] = [xPx, yPx, xPx + widthPx, yPx + heightPx].map((px) => Math.round(px * 1e3) / 1e3);
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
    [left, top],
  ];
}

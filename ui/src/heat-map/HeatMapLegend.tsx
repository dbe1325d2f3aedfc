import { viridis } from "../../../src/imaging/viridis.ts";
import type { Located } from "../../../src/zeroshot/heat-map/contract.ts";
import { twoDigits } from "../shell/numbers.ts";

const stops = Array.from({ length: 9 }, (_, i) => `rgb(${viridis(i / 8).join(" ")})`);

/** The colours with the values at their ends, and what the map may be called. */
export function HeatMapLegend({ located: { name, unit, scale } }: { readonly located: Located }) {
  return (
    <div class="heat-map-legend">
      <span title={titles[name]}>{name}</span>
      <span>{twoDigits(scale.low)}</span>
      <span class="heat-map-bar" style={{ background: `linear-gradient(90deg, ${stops.join(", ")})` }} />
      <span>{twoDigits(scale.high)}</span>
      <span>{unit}</span>
    </div>
  );
}

const titles = {
  "similarity by patch": "Where the image is like the name: not why a class was chosen, nor where a finding ends.",
  explanation: "On this kind of image such maps passed the tests that the model's card records.",
} as const;

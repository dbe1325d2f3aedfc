import type { Located } from "../../../src/zeroshot/heat-map/contract.ts";
import { errorWords } from "../api/errors.ts";
import { useStore } from "../shell/store.ts";
import { useHeatMap } from "./current-heat-map.ts";
import { HeatMapLegend } from "./HeatMapLegend.tsx";
import { changeHeatMap, heatMapView, mappedClassOf } from "./heat-map-state.ts";
import { greatestInWords } from "./place-in-words.ts";

/** What the colours on the picture are, of which class, and how strong they are. */
export function HeatMapPanel({ scan }: { readonly scan: string }) {
  const { names, name, ofAdapter, result } = useHeatMap(scan);
  const { opacity, contrast } = useStore(heatMapView);
  if (ofAdapter)
    return (
      <section class="heat-map-panel" aria-label="Heat map">
        <p>An adapter has no words that could be looked for. Choose names on the Classes tab.</p>
      </section>
    );
  return (
    <section class="heat-map-panel" aria-label="Heat map">
      <label class="heat-map-field">
        <span>map of</span>
        <select
          class="select"
          value={name ?? ""}
          onChange={({ currentTarget }) => mappedClassOf(scan).set(currentTarget.value)}
        >
          {names.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      {names.length > 1 && (
        <label class="check">
          <input
            type="checkbox"
            checked={contrast}
            onChange={({ currentTarget }) => changeHeatMap({ contrast: currentTarget.checked })}
          />
          against the other names
        </label>
      )}
      <label class="heat-map-field">
        <span>opacity</span>
        <input
          type="range"
          min="0"
          max="100"
          step="5"
          value={Math.round(opacity * 100)}
          aria-valuetext={`${Math.round(opacity * 100)} %`}
          onInput={({ currentTarget }) => changeHeatMap({ opacity: Number(currentTarget.value) / 100 })}
        />
      </label>
      <div class="heat-map-result" aria-live="polite">
        {result.kind === "loading" && <p class="waiting">looking where it is</p>}
        {result.kind === "failed" && (
          <p>
            {errorWords(result.error).message} {errorWords(result.error).remedy}
          </p>
        )}
        {result.kind === "ready" && <Outcome located={result.value} />}
      </div>
    </section>
  );
}

function Outcome({ located }: { readonly located: Located }) {
  if (located.abstained) return <p>No map is shown. {located.reason}</p>;
  return (
    <>
      <HeatMapLegend located={located} />
      <p class="unseen">Most alike: {greatestInWords(located)}.</p>
    </>
  );
}

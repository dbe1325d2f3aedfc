import type { TriedNames } from "../../../src/app/try-names.ts";
import { pairViewUrl } from "../api/libraries.ts";
import { percent } from "../shell/numbers.ts";
import { go } from "../shell/place.ts";
import { Thumb } from "../shell/Thumb.tsx";

interface WorstPairsProps {
  readonly worst: TriedNames["worst"];
  readonly library: string;
}

/** Pairs that were called something else, with their pictures; one can be opened beside the scan. */
export function WorstPairs({ worst, library }: WorstPairsProps) {
  return (
    <ol class="case-grid">
      {worst.map(({ id, name, called, share }) => (
        <li key={id} class="case-tile">
          <button type="button" onClick={() => go({ dialog: null, pair: id, pairLibrary: library })}>
            <span class="thumb">
              <Thumb path={pairViewUrl(library, id)} />
            </span>
            <span class="worst-line small">
              <b>{name}</b> called {called}
            </span>
            <span class="small quiet">share of the truth {percent(share)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

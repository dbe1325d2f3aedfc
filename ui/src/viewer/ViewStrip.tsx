import type { StoredScan } from "../../../src/app/contract.ts";
import { viewUrl } from "../api/scans.ts";
import { amend } from "../shell/place.ts";
import { Thumb } from "../shell/Thumb.tsx";

/** The views of a scan that has several: pages, slices, tiles. */
export function ViewStrip({ scan, current }: { readonly scan: StoredScan; readonly current: string }) {
  if (scan.views.length < 2) return null;
  return (
    <ul class="view-strip" aria-label="Views of this scan">
      {scan.views.map(({ id, label }) => (
        <li key={id}>
          <button type="button" aria-pressed={id === current} onClick={() => amend({ view: id, region: null })}>
            <Thumb path={viewUrl(scan.id, id, 64)} />
            <span>{label}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

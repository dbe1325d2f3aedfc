import { useState } from "preact/hooks";
import type { Sample } from "../../../src/app/contract.ts";
import { errorWords } from "../api/errors.ts";
import { sampleViewUrl } from "../api/scans.ts";
import { goToScan, usePlace } from "../shell/place.ts";
import { useStore } from "../shell/store.ts";
import { Thumb } from "../shell/Thumb.tsx";
import { toast } from "../shell/toast.ts";
import { openedSamples, openSampleScan } from "./opened-samples.ts";

export function SampleItem({ sample }: { readonly sample: Sample }) {
  const { id, title, caption, source, licence } = sample;
  const { scan: current } = usePlace();
  const opened = useStore(openedSamples)[id];
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    try {
      goToScan((await openSampleScan(id)).id);
    } catch (error) {
      toast(errorWords(error).message);
    }
    setBusy(false);
  };
  return (
    <li class="rail-item">
      <button
        type="button"
        class="rail-button"
        aria-current={opened !== undefined && opened === current}
        aria-busy={busy}
        title={`${caption}\n${source} · ${licence}`}
        onClick={open}
      >
        <span class="rail-thumb">
          <Thumb path={sampleViewUrl(id, 96)} />
        </span>
        <span class="rail-words">
          <span class="rail-caption">{title}</span>
        </span>
      </button>
    </li>
  );
}

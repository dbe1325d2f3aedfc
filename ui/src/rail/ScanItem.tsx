import type { StoredScan } from "../../../src/app/contract.ts";
import { errorWords } from "../api/errors.ts";
import { deleteScan, viewUrl } from "../api/scans.ts";
import { scanKind } from "../classes/scan-kind.ts";
import { Icon } from "../shell/Icon.tsx";
import { whenInWords } from "../shell/numbers.ts";
import { amend, goToScan, usePlace } from "../shell/place.ts";
import { kindInWords } from "../shell/scan-words.ts";
import { all, scans } from "../shell/server-data.ts";
import { createStore, useStore } from "../shell/store.ts";
import { Thumb } from "../shell/Thumb.tsx";
import { dismiss, toast } from "../shell/toast.ts";

/** Scans taken off the list whose deletion can still be undone. */
const leaving = createStore<ReadonlySet<string>>(new Set());
const undoMs = 8_000;

function remove(id: string): void {
  leaving.update((now) => new Set([...now, id]));
  const back = () => leaving.update((now) => new Set([...now].filter((each) => each !== id)));
  const timer = setTimeout(async () => {
    dismiss(notice);
    try {
      await deleteScan(id);
    } catch (error) {
      toast(`Not deleted. ${errorWords(error).message}`);
    }
    await scans.load(all);
    back();
  }, undoMs);
  const undo = () => {
    clearTimeout(timer);
    back();
  };
  const notice = toast("Scan deleted.", { label: "Undo", run: undo });
}

export function ScanItem({ scan }: { readonly scan: StoredScan }) {
  const { id, createdAt, views } = scan;
  const { scan: current } = usePlace();
  const kind = scanKind.use(id === current ? id : null);
  const gone = useStore(leaving);
  if (gone.has(id)) return null;
  const name = kind.kind === "ready" && kind.value ? kindInWords(kind.value) : "scan";
  return (
    <li class="rail-item">
      <button type="button" class="rail-button" aria-current={id === current} onClick={() => goToScan(id)}>
        <span class="rail-thumb">
          <Thumb path={viewUrl(id, views[0]?.id ?? "v1", 96)} />
        </span>
        <span class="rail-words">
          <span class="rail-name">{name}</span>
          <span class="small quiet">{whenInWords(createdAt)}</span>
        </span>
      </button>
      <button
        type="button"
        class="rail-remove"
        aria-label={`Delete the scan of ${whenInWords(createdAt)}`}
        onClick={() => {
          remove(id);
          if (id === current) amend({ scan: null, pair: null, region: null, draft: null });
        }}
      >
        <Icon name="bin" />
      </button>
    </li>
  );
}

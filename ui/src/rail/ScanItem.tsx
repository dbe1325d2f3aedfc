import type { StoredScan } from "../../../src/app/contract.ts";
import { kindInWords } from "../../../src/encoders/kind-in-words.ts";
import { deleteScan, viewUrl } from "../api/scans.ts";
import { forgetConversation } from "../ask/conversation.ts";
import { knownKind, scanLook } from "../classes/scan-look.ts";
import { deleteLater } from "../shell/delete-later.ts";
import { Icon } from "../shell/Icon.tsx";
import { shortWhen, whenInWords } from "../shell/numbers.ts";
import { amend, goToScan, usePlace } from "../shell/place.ts";
import { all, scans } from "../shell/server-data.ts";
import { createStore, useStore } from "../shell/store.ts";
import { Thumb } from "../shell/Thumb.tsx";

/** Scans taken off the list whose deletion can still be undone. */
const leaving = createStore<ReadonlySet<string>>(new Set());
/** Of a scan's id, which its bytes give: enough to tell those of a list apart. */
const labelCharacters = 4;

function remove(id: string): void {
  leaving.update((now) => new Set([...now, id]));
  const back = () => leaving.update((now) => new Set([...now].filter((each) => each !== id)));
  deleteLater({
    said: "Scan and its conversations deleted.",
    async run() {
      await deleteScan(id);
      forgetConversation(id);
      await scans.load(all);
      back(); // the same picture may be opened again
    },
    back() {
      back();
      void scans.load(all);
    },
  });
}

export function ScanItem({ scan }: { readonly scan: StoredScan }) {
  const { id, createdAt, views } = scan;
  const { scan: current } = usePlace();
  const look = scanLook.use(id === current ? id : null);
  const gone = useStore(leaving);
  if (gone.has(id)) return null;
  const kind = look.kind === "ready" ? look.value.kind : knownKind(id);
  const name = `${kind === null ? "image" : kindInWords(kind)} ${id.slice(0, labelCharacters)}`;
  return (
    <li class="rail-item">
      <button type="button" class="rail-button" aria-current={id === current} onClick={() => goToScan(id)}>
        <span class="rail-thumb">
          <Thumb path={viewUrl(id, views[0]?.id ?? "v1", 96)} />
        </span>
        <span class="rail-words removable">
          <span class="rail-name">{name}</span>
          <span class="small quiet">{shortWhen(createdAt)}</span>
        </span>
      </button>
      <button
        type="button"
        class="rail-remove"
        aria-label={`Delete ${name} of ${whenInWords(createdAt)}`}
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

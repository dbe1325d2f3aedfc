import { deleteReport } from "../api/reports.ts";
import { deleteLater } from "../shell/delete-later.ts";
import { amend, place } from "../shell/place.ts";
import { drafts, lastDraftOf, leaving } from "./drafts.ts";

/** Takes a draft out of sight, and deletes it once that can no longer be undone. */
export function removeDraft(scan: string, id: string): void {
  const last = lastDraftOf(scan);
  last.set(null);
  leaving.update((ids) => new Set([...ids, id]));
  const stays = () => leaving.update((ids) => new Set([...ids].filter((each) => each !== id)));
  amend({ draft: null });
  deleteLater({
    said: "Draft deleted.",
    async run() {
      await deleteReport(id);
      if (place.get().draft === id) amend({ draft: null }); // somebody went back to it
      drafts.forget(id);
    },
    back() {
      stays();
      if (last.get() !== null) return; // another was drafted in between
      last.set(id);
      if (place.get().scan === scan) amend({ draft: id });
    },
  });
}

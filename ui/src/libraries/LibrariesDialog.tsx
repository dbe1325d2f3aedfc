import { useEffect } from "preact/hooks";
import { errorWords } from "../api/errors.ts";
import { Dialog } from "../shell/Dialog.tsx";
import { close } from "../shell/place.ts";
import { all, jobs, libraries } from "../shell/server-data.ts";
import { IngestForm } from "./IngestForm.tsx";
import { JobItem } from "./JobItem.tsx";
import { LibraryItem } from "./LibraryItem.tsx";

/** Libraries, what is being taken into them, and how to take in more. */
export function LibrariesDialog() {
  const list = libraries.use(all);
  const work = jobs.use(all);
  useEffect(() => {
    void libraries.load(all);
    void jobs.load(all);
  }, []);
  const known = list.kind === "ready" ? list.value : [];
  const newest = work.kind === "ready" ? [...work.value].sort((a, b) => b.startedAt.localeCompare(a.startedAt)) : [];
  return (
    <Dialog title="Libraries" onClose={() => close({ dialog: null })}>
      {list.kind === "loading" && <p class="waiting">reading the libraries</p>}
      {list.kind === "failed" && <p class="note warn">{errorWords(list.error).message}</p>}
      {list.kind === "ready" && known.length === 0 && (
        <p class="quiet">
          No library yet. Until there is one, answers read the built-in demo library, which is made from the samples on
          its first use.
        </p>
      )}
      <ul class="library-list">
        {known.map((library) => (
          <LibraryItem key={library.name} library={library} />
        ))}
      </ul>
      {newest.length > 0 && (
        <section class="jobs">
          <h3 class="dialog-title">jobs, newest first</h3>
          <ul class="job-list">
            {newest.map((job) => (
              <JobItem key={job.id} job={job} />
            ))}
          </ul>
        </section>
      )}
      <IngestForm known={known.map(({ name }) => name)} />
    </Dialog>
  );
}

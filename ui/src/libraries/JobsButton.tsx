import { go } from "../shell/place.ts";
import { all, jobs } from "../shell/server-data.ts";
import { isActive, useFollowedJobs } from "./follow-jobs.ts";

/** How many ingests are under way; shown only while there are some. */
export function JobsButton() {
  useFollowedJobs();
  const list = jobs.use(all);
  const active = list.kind === "ready" ? list.value.filter(isActive) : [];
  if (active.length === 0) return null;
  const [{ progress }] = active;
  const part = progress?.total ? ` · ${Math.round((progress.done / progress.total) * 100)} %` : "";
  return (
    <button type="button" class="button plain waiting" onClick={() => go({ dialog: "libraries" })}>
      {active.length === 1 ? `1 job${part}` : `${active.length} jobs`}
    </button>
  );
}

import { useEffect } from "preact/hooks";
import type { ReportSummary } from "../../../src/app/contract.ts";
import { listReports } from "../api/reports.ts";
import { keep } from "../shell/loaded.ts";
import { whenInWords } from "../shell/numbers.ts";
import { go } from "../shell/place.ts";
import { all, scanById } from "../shell/server-data.ts";
import { useStore } from "../shell/store.ts";
import { leaving } from "./drafts.ts";

const reports = keep<readonly ReportSummary[]>(listReports);

interface EarlierDraftsProps {
  readonly scan: string;
  /** The draft that is open. */
  readonly current: string | null;
}

/** The other drafts of this scan, wherever they were made: of the same file, so also from the command line. */
export function EarlierDrafts({ scan, current }: EarlierDraftsProps) {
  const about = scanById.use(scan);
  const list = reports.use(all);
  const gone = useStore(leaving);
  useEffect(() => void reports.refresh(all), [scan, current]);
  if (about.kind !== "ready" || list.kind !== "ready") return null;
  const others = list.value.filter(
    ({ id, scanSha256 }) => scanSha256 === about.value.sha256 && id !== current && !gone.has(id),
  );
  if (others.length === 0) return null;
  return (
    <details class="why no-print" open={current === null}>
      <summary>
        {others.length} {current === null ? "earlier" : "other"} {others.length === 1 ? "draft" : "drafts"} of this scan
      </summary>
      <ul class="earlier-drafts">
        {others.map(({ id, createdAt, template, version, edited, confirmation }) => (
          <li key={id}>
            <button type="button" class="link" onClick={() => go({ draft: id })}>
              {template.title}
            </button>{" "}
            <span class="quiet">
              {whenInWords(createdAt)}
              {edited && ` · version ${version}, edited`}
            </span>
            {confirmation && <span class="confirmed-word">confirmed by {confirmation.by}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}

import { useEffect, useState } from "preact/hooks";
import type { Report, ReportVersion } from "../../../src/report/contract.ts";
import { listVersions } from "../api/reports.ts";
import { keep } from "../shell/loaded.ts";
import { whenInWords } from "../shell/numbers.ts";
import { VersionDialog } from "./VersionDialog.tsx";

const versions = keep<readonly ReportVersion[]>(listVersions);

/** The versions of a report, newest first: what changed in each, who confirmed it, and a way back to it. */
export function DraftVersions({ report }: { readonly report: Report }) {
  const { id, version, confirmation } = report;
  const list = versions.use(id);
  const [shown, setShown] = useState<number | null>(null);
  useEffect(() => void versions.refresh(id), [id, version, confirmation]);
  if (list.kind !== "ready" || list.value.length < 2) return null;
  const newest = [...list.value].reverse();
  return (
    <details class="why no-print">
      <summary>{list.value.length} versions</summary>
      <ul class="draft-versions">
        {newest.map((each) => (
          <li key={each.version}>
            <button type="button" class="link" onClick={() => setShown(each.version)}>
              Version {each.version}
            </button>{" "}
            <span class="quiet">{factsOf(each, version).join(" · ")}</span>
            {each.confirmation && <span class="confirmed-word">confirmed by {each.confirmation.by}</span>}
          </li>
        ))}
      </ul>
      {shown !== null && <VersionDialog report={report} version={shown} onClose={() => setShown(null)} />}
    </details>
  );
}

function factsOf({ version, savedAt, revertedTo, added, removed }: ReportVersion, present: number): readonly string[] {
  return [
    ...(version === present ? ["shown here"] : []),
    ...(savedAt === null ? [] : [whenInWords(savedAt)]),
    ...(revertedTo === null ? [] : [`as version ${revertedTo} was`]),
    ...(version === 1 ? ["as it was drafted"] : [`${added} in, ${removed} out`]),
  ];
}

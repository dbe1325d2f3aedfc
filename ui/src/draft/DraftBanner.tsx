import { useState } from "preact/hooks";
import type { Report } from "../../../src/report/contract.ts";
import { whenInWords } from "../shell/numbers.ts";
import { ConfirmDialog } from "./ConfirmDialog.tsx";

/** What the report is: an unverified draft, or who confirmed which version of it. */
export function DraftBanner({ report }: { readonly report: Report }) {
  const { template, version, confirmation, earlierConfirmations } = report;
  const [asking, setAsking] = useState(false);
  const before = earlierConfirmations[earlierConfirmations.length - 1];
  if (confirmation) {
    const { by, at, accepted } = confirmation;
    const left = accepted.flagged + accepted.otherPatients;
    return (
      <div class="draft-banner confirmed">
        <h2>Confirmed by {by}</h2>
        <p>
          {template.title}, version {version}, {whenInWords(at)}
          {left > 0 && `, with ${left === 1 ? "1 sentence" : `${left} sentences`} marked and accepted`}. For research
          and education, not a medical device.
        </p>
        <p class="small no-print">An edit makes a new version, which is an unverified draft again.</p>
      </div>
    );
  }
  return (
    <div class="draft-banner">
      <h2>Unverified draft</h2>
      <p>{template.title}. Not a diagnosis; for research and education.</p>
      {before && (
        <p class="small">
          Version {before.version} was confirmed by {before.by} on {before.at.slice(0, 10)}; this is version {version}.
        </p>
      )}
      <button type="button" class="button no-print" onClick={() => setAsking(true)}>
        Confirm…
      </button>
      {asking && <ConfirmDialog report={report} onClose={() => setAsking(false)} />}
    </div>
  );
}

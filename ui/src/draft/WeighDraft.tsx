import { useState } from "preact/hooks";
import type { WeighedReport } from "../../../src/app/weigh-contract.ts";
import type { Report } from "../../../src/report/contract.ts";
import { errorWords } from "../api/errors.ts";
import { weighReport } from "../api/reports.ts";

/** Holds what was written into a draft against the evidence at hand, on demand. */
export function WeighDraft({ report }: { readonly report: Report }) {
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<WeighedReport | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  if (!report.edited && report.provenance.backend === "evidence-writer") return null;
  const weigh = async () => {
    setBusy(true);
    setFailed(null);
    try {
      setFound(await weighReport(report.id));
    } catch (error) {
      setFailed(errorWords(error).message);
    }
    setBusy(false);
  };
  const stale = found !== null && found.version !== report.version;
  return (
    <section class="weigh-draft no-print" aria-label="Check what was written" aria-busy={busy}>
      <button type="button" class="button" disabled={busy} onClick={weigh}>
        Check what was written
      </button>
      {failed !== null && <p class="note warn small">{failed}</p>}
      {stale && <p class="small quiet">The draft was changed since.</p>}
      {found && found.sentences.length === 0 && (
        <p class="small quiet">There is nothing to check: nobody wrote into it.</p>
      )}
      {found && found.sentences.length > 0 && (
        <ul class="note small">
          {found.sentences.map(({ text, score: { share, flagged, way, parts } }, i) => (
            <li key={i}>
              <q>{text}</q>{" "}
              {flagged ? (
                <b class="flag-word">check the {way ?? "wording"}</b>
              ) : (
                <span class="quiet">
                  {share === null ? "says nothing that could be checked" : "nothing stands out"}
                </span>
              )}
              <ul>
                {parts.map(({ name, message }) => (
                  <li key={name} class="quiet">
                    {message}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

import { useEffect, useState } from "preact/hooks";
import type { Report } from "../../../src/report/contract.ts";
import { ApiError, errorWords } from "../api/errors.ts";
import { draftReport } from "../api/reports.ts";
import { withConsent } from "../ask/consent.ts";
import { questionParts } from "../ask/question-parts.ts";
import { announce } from "../shell/announce.ts";
import { amend, usePlace } from "../shell/place.ts";
import { all, templates } from "../shell/server-data.ts";
import { DraftSheet } from "./DraftSheet.tsx";
import { drafts, lastDraftOf } from "./drafts.ts";
import { EarlierDrafts } from "./EarlierDrafts.tsx";
import { removeDraft } from "./remove-draft.ts";

/** A draft report of the scan: made on request, then edited sentence by sentence. */
export function DraftTab({ scan }: { readonly scan: string }) {
  const { draft: id, region } = usePlace();
  const list = templates.use(all);
  const report = drafts.use(id);
  const [template, setTemplate] = useState("");
  const [prior, setPrior] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const last = lastDraftOf(scan).get();
    if (id === null && last !== null) amend({ draft: last });
  }, [scan, id]);

  const draft = () =>
    withConsent(scan, async () => {
      setBusy(true);
      setError(null);
      try {
        const made: Report = await draftReport({
          scan,
          ...questionParts(),
          ...(template && { template }),
          ...(prior.trim() && { prior: prior.trim() }),
        });
        drafts.set(made.id, made);
        lastDraftOf(scan).set(made.id);
        amend({ draft: made.id });
        announce(`A draft with ${made.sections.length} sections is ready.`);
      } catch (cause) {
        setError(cause);
      }
      setBusy(false);
    });

  const broken = list.kind === "ready" ? list.value.filter(({ problem }) => problem !== null) : [];
  const kept = error instanceof ApiError ? error.reportId : null;
  return (
    <div class="draft">
      <form
        class="draft-form row no-print"
        onSubmit={(event) => {
          event.preventDefault();
          draft();
        }}
      >
        <label class="labelled">
          <span>template</span>
          <select class="select" value={template} onChange={({ currentTarget }) => setTemplate(currentTarget.value)}>
            <option value="">made for this kind of image</option>
            {list.kind === "ready" &&
              list.value.map(({ id: each, title, origin, problem }) => (
                <option key={each} value={each} disabled={problem !== null}>
                  {title}
                  {problem !== null ? ": cannot be used" : origin === "home" ? " (your own)" : ""}
                </option>
              ))}
          </select>
        </label>
        <button type="submit" class={id === null ? "button main" : "button"} disabled={busy}>
          {id === null ? "Draft a report" : "Draft anew"} {region && "of the region"}
        </button>
        {busy && <span class="waiting">drafting</span>}
        <details class="why prior">
          <summary>{prior.trim() ? "with an earlier report" : "add an earlier report of this patient"}</summary>
          <label class="labelled">
            <span>quoted in the comparison, and sent to no language model</span>
            <textarea
              class="field"
              rows={4}
              maxLength={200_000}
              value={prior}
              onInput={({ currentTarget }) => setPrior(currentTarget.value)}
            />
          </label>
        </details>
      </form>
      {broken.length > 0 && (
        <ul class="note warn no-print">
          {broken.map(({ id: each, problem }) => (
            <li key={each}>{problem}</li>
          ))}
        </ul>
      )}
      <EarlierDrafts scan={scan} current={id} />
      {error !== null && (
        <div class="note warn no-print" role="alert">
          <p>{errorWords(error).message}</p>
          {kept === null ? (
            <p>{errorWords(error).remedy}</p>
          ) : (
            <button
              type="button"
              class="link"
              onClick={() => {
                setError(null);
                lastDraftOf(scan).set(kept);
                amend({ draft: kept });
              }}
            >
              Open the evidence writer’s draft
            </button>
          )}
        </div>
      )}
      {id === null && !busy && (
        <p class="quiet">
          A draft holds this scan’s scores and what reports of similar cases say, sentence by sentence, each with what
          it rests on. You edit it; nobody has verified it.
        </p>
      )}
      {id !== null && report.kind === "loading" && <p class="waiting">opening the draft</p>}
      {id !== null && report.kind === "failed" && (
        <div class="note warn no-print">
          <p>{errorWords(report.error).message}</p>
          <button
            type="button"
            class="link"
            onClick={() => {
              lastDraftOf(scan).set(null);
              amend({ draft: null });
            }}
          >
            Leave it
          </button>
        </div>
      )}
      {id !== null && report.kind === "ready" && (
        <DraftSheet report={report.value} onDelete={() => removeDraft(scan, id)} />
      )}
    </div>
  );
}

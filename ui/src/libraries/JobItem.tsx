import { useState } from "preact/hooks";
import type { IngestJob } from "../../../src/app/contract.ts";
import { errorWords } from "../api/errors.ts";
import { cancelJob, deleteJob, retryJob } from "../api/libraries.ts";
import { Icon } from "../shell/Icon.tsx";
import { duration, percent } from "../shell/numbers.ts";
import { ScrollBox } from "../shell/ScrollBox.tsx";
import { all, jobs } from "../shell/server-data.ts";
import { isActive } from "./follow-jobs.ts";

const stateWords: Readonly<Record<IngestJob["state"], string>> = {
  queued: "waits for its turn",
  running: "running",
  done: "done",
  failed: "failed",
  cancelled: "cancelled",
  interrupted: "interrupted by a restart; retry goes on",
};

export function JobItem({ job }: { readonly job: IngestJob }) {
  const { id, library, sources, state, stored, result, error } = job;
  const [problem, setProblem] = useState<unknown>(null);
  const failed = result?.failed.length ?? 0;
  const act = async (action: (id: string) => Promise<unknown>) => {
    setProblem(null);
    try {
      await action(id);
    } catch (cause) {
      setProblem(cause);
    }
    await jobs.load(all);
  };
  const again =
    state === "interrupted" || state === "failed" || state === "cancelled" || (state === "done" && failed > 0);
  return (
    <li class="job-item">
      <div class="library-line">
        <p>
          <b>{library}</b> <span class="quiet small">{sources.join(", ")}</span>
        </p>
        <div class="row">
          {isActive(job) && (
            <button type="button" class="button" onClick={() => act(cancelJob)}>
              Cancel
            </button>
          )}
          {again && (
            <button type="button" class="button" onClick={() => act(retryJob)}>
              {state === "done" ? `Retry ${failed} failed` : state === "failed" ? "Try again" : "Go on"}
            </button>
          )}
          {!isActive(job) && (
            <button
              type="button"
              class="tool"
              aria-label={`Dismiss the job for ${library}`}
              title="Dismiss"
              onClick={() => act(deleteJob)}
            >
              <Icon name="close" />
            </button>
          )}
        </div>
      </div>
      {isActive(job) && <JobProgress job={job} />}
      {!isActive(job) && (
        <p class="small quiet">
          {stateWords[state]}
          {result &&
            ` · ${result.added} added, ${result.updated} updated, ${result.duplicates} known, ${failed} failed · ${duration(result.seconds)}`}
          {!result &&
            state !== "interrupted" &&
            ` · ${stored === 1 ? "1 pair" : `${stored} pairs`} taken in${stored > 0 ? ", and kept" : ""}`}
        </p>
      )}
      {error && (
        <p class="small warning">
          {error.message} {error.remedy}
        </p>
      )}
      {problem !== null && (
        <p class="small warning">
          {errorWords(problem).message} {errorWords(problem).remedy}
        </p>
      )}
      {result && failed > 0 && (
        <details class="why">
          <summary>
            {failed} of {failed + result.added + result.updated + result.duplicates} could not be taken
          </summary>
          <ScrollBox class="scroll-y" label="Rows that failed">
            <ul class="failed-rows">
              {result.failed.slice(0, 500).map(({ source, code, reason }) => (
                <li key={source}>
                  <code>{source}</code> {reason} <span class="quiet">{code}</span>
                </li>
              ))}
            </ul>
          </ScrollBox>
        </details>
      )}
    </li>
  );
}

function JobProgress({ job: { state, progress } }: { readonly job: IngestJob }) {
  if (!progress) return <p class="waiting small">{stateWords[state]}</p>;
  const { done, total, unit, perSecond, etaSeconds } = progress;
  return (
    <div class="job-progress small">
      <progress max={total ?? undefined} value={total === null ? undefined : done} aria-label="images taken in" />
      <p class="quiet">
        {done}
        {total !== null && ` of ${total}`} {unit}
        {total !== null && total > 0 && ` · ${percent(done / total)}`}
        {perSecond !== null && ` · ${perSecond.toFixed(1)} a second`}
        {etaSeconds !== null && done > 0 && ` · about ${duration(etaSeconds)} left`}
      </p>
    </div>
  );
}

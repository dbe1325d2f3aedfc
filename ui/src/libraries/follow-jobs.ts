import { useEffect } from "preact/hooks";
import type { IngestJob } from "../../../src/app/contract.ts";
import { followJob } from "../api/libraries.ts";
import { announce } from "../shell/announce.ts";
import { all, jobs, libraries, libraryByName, status } from "../shell/server-data.ts";

export function isActive({ state }: IngestJob): boolean {
  return state === "queued" || state === "running";
}

/** Follows every job that is under way, for as long as the page is open. */
export function useFollowedJobs(): void {
  const list = jobs.use(all);
  const active = list.kind === "ready" ? list.value.filter(isActive).map(({ id }) => id) : [];
  useEffect(() => {
    const stop = new AbortController();
    for (const id of active) void follow(id, stop.signal);
    return () => stop.abort();
  }, [active.join()]);
}

const againMs = 4_000;

async function follow(id: string, signal: AbortSignal): Promise<void> {
  try {
    for await (const job of followJob(id, signal)) {
      if (isActive(job)) replace(job);
      else return await end(job);
    }
  } catch {
    // The server went away, or the page did. A restarted server says what became of its jobs.
    if (!signal.aborted) setTimeout(() => void jobs.load(all), againMs);
  }
}

function replace(job: IngestJob): void {
  current((list) => list.map((each) => (each.id === job.id ? job : each)));
}

async function end(job: IngestJob): Promise<void> {
  replace(job);
  announce(`Taking in to ${job.library}: ${job.state}.`);
  await Promise.all([libraries.load(all), libraryByName.refresh(job.library), status.load(all)]);
}

function current(change: (list: readonly IngestJob[]) => readonly IngestJob[]): void {
  jobs.change(all, change);
}

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../core/errors.ts";
import { once } from "../core/once.ts";
import { removeLeftovers } from "../core/staging.ts";
import { writeWhole } from "../core/write-whole.ts";
import type { IngestJob, IngestJobs } from "./contract.ts";
import type { IngestRequest, IngestResult } from "./ingest-job.ts";
import { type JobFile, readJobFiles } from "./job-file.ts";
import { JobActiveError, JobUnknownError } from "./store-errors.ts";

export interface IngestJobsOptions {
  /** `<home>/jobs` */
  readonly folder: string;
  readonly ingest: (request: IngestRequest) => Promise<IngestResult>;
  readonly clock: () => Date;
  /** A new job's id: letters, digits, `-` and `_`. */
  readonly ids: () => string;
  /** Milliseconds of a clock that never goes back. @default performance.now */
  readonly now?: () => number;
}

interface Entry {
  request: JobFile["request"];
  job: IngestJob;
  stop: AbortController | null;
  ended: Promise<void>;
  saved: Promise<void>;
  readonly watchers: Set<() => void>;
}

/** Time between two changes of a running job's progress, and between two writes of it. */
const showEveryMs = 250;
const saveEveryMs = 2_000;

/**
 * Ingests that run one after the other and are kept on the disk. Closing stops the one that runs: after that, and after a kill, an
 * unfinished one is `interrupted`; what it had taken in stays, and `retry` goes on.
 */
export function createIngestJobs(options: IngestJobsOptions): IngestJobs & AsyncDisposable {
  const { folder, ingest, clock, ids, now = () => performance.now() } = options;
  let tail = Promise.resolve();
  let closing = false;
  /** Those of this process: reading them declares what another one left unfinished `interrupted`, so it waits until jobs are used. */
  let loaded = new Map<string, Entry>();

  const entries = once(async () => {
    const found = new Map<string, Entry>();
    await removeLeftovers(folder);
    for (const { request, job } of await readJobFiles(folder)) {
      const entry = entryOf(request, job);
      found.set(job.id, entry);
      if (!isActive(job)) continue;
      change(entry, { state: "interrupted", finishedAt: clock().toISOString() });
      await save(entry).catch(() => {}); // found again at the next start
    }
    loaded = found;
    return found;
  });

  async function find(id: string): Promise<Entry> {
    const entry = (await entries()).get(id);
    if (!entry) throw new JobUnknownError();
    return entry;
  }

  /** Writes the job as it then is, or as it is going to be, one write after the other. @throws {DiskFullError} */
  function save(entry: Entry, next?: IngestJob): Promise<void> {
    const write = async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const { request } = entry;
      const job = next ?? entry.job;
      await writeWhole(join(folder, `${job.id}.json`), `${JSON.stringify({ request, job })}\n`);
    };
    const written = entry.saved.then(write);
    entry.saved = written.catch(() => {});
    return written;
  }

  function enqueue(entry: Entry): void {
    entry.ended = tail = tail.then(() => run(entry));
  }

  /** Runs a job that is still wanted; never rejects. */
  async function run(entry: Entry): Promise<void> {
    if (closing || entry.job.state !== "queued") return;
    const stop = new AbortController();
    entry.stop = stop;
    change(entry, { state: "running", startedAt: clock().toISOString() });
    let [shownAt, savedAt] = [Number.NEGATIVE_INFINITY, now()];
    try {
      await save(entry);
      stop.signal.throwIfAborted();
      const onProgress: IngestRequest["onProgress"] = (progress) => {
        if (now() - shownAt < showEveryMs && progress.done !== progress.total) return;
        shownAt = now();
        change(entry, { progress });
        if (shownAt - savedAt < saveEveryMs) return;
        savedAt = shownAt;
        save(entry).catch(() => {}); // progress may be lost, the ingest goes on
      };
      const onCommit = (stored: number) => change(entry, { stored });
      const result = await ingest({ ...entry.request, signal: stop.signal, onProgress, onCommit });
      await end(entry, { state: "done", result });
    } catch (error) {
      if (stop.signal.aborted) await end(entry, { state: closing ? "interrupted" : "cancelled" });
      else await end(entry, { state: "failed", error: inWords(error) });
    }
  }

  /** Told when it is on the disk, so that no restart says otherwise. */
  async function end(entry: Entry, part: Partial<IngestJob>): Promise<void> {
    entry.stop = null;
    const ended = { ...part, finishedAt: clock().toISOString() };
    await save(entry, { ...entry.job, ...ended }).catch(() => {}); // then it is `interrupted` after a restart
    change(entry, ended);
  }

  return {
    async start({ sources, library, format, retryFailed = false }) {
      const known = await entries();
      const job: IngestJob = {
        id: ids(),
        library,
        sources,
        state: "queued",
        startedAt: clock().toISOString(),
        finishedAt: null,
        progress: null,
        stored: 0,
        result: null,
        error: null,
      };
      const entry = entryOf({ sources: [...sources], library, format, retryFailed }, job);
      await save(entry); // before anybody is told of it
      known.set(job.id, entry);
      enqueue(entry);
      return entry.job;
    },
    async list() {
      const jobs = [...(await entries()).values()].map(({ job }) => job);
      return jobs.sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0));
    },
    get: async (id) => (await find(id)).job,
    async cancel(id) {
      const entry = await find(id);
      if (entry.job.state === "queued") {
        end(entry, { state: "cancelled" });
        await save(entry);
      } else if (entry.stop) {
        entry.stop.abort();
        await entry.ended;
      }
      return entry.job;
    },
    async retry(id) {
      const entry = await find(id);
      if (isActive(entry.job)) throw new JobActiveError();
      const retryFailed = (entry.job.result?.failed.length ?? 0) > 0;
      entry.request = { ...entry.request, retryFailed };
      const afresh = {
        state: "queued",
        finishedAt: null,
        progress: null,
        stored: 0,
        result: null,
        error: null,
      } as const;
      change(entry, { ...afresh, startedAt: clock().toISOString() });
      await save(entry);
      enqueue(entry);
      return entry.job;
    },
    async delete(id) {
      const entry = await find(id);
      if (isActive(entry.job)) throw new JobActiveError();
      await entry.ended; // its last state is being written
      await entry.saved;
      await rm(join(folder, `${id}.json`), { force: true });
      loaded.delete(id);
    },
    async *follow(id, signal) {
      const entry = await find(id);
      for (let seen: IngestJob | null = null; !signal.aborted; ) {
        if (entry.job === seen) {
          await changed(entry, signal);
          continue;
        }
        seen = entry.job;
        yield seen;
        if (!isActive(seen)) return;
      }
    },
    async [Symbol.asyncDispose]() {
      closing = true;
      for (const { stop } of loaded.values()) stop?.abort();
      await tail;
    },
  };
}

function entryOf(request: JobFile["request"], job: IngestJob): Entry {
  return { request, job, stop: null, ended: Promise.resolve(), saved: Promise.resolve(), watchers: new Set() };
}

function isActive({ state }: IngestJob): boolean {
  return state === "queued" || state === "running";
}

function change(entry: Entry, part: Partial<IngestJob>): void {
  entry.job = { ...entry.job, ...part };
  for (const tell of [...entry.watchers]) tell();
}

/** Waits until the job changes or nobody follows any more. */
function changed({ watchers }: Entry, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      watchers.delete(done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    watchers.add(done);
    signal.addEventListener("abort", done, { once: true });
  });
}

function inWords(error: unknown): NonNullable<IngestJob["error"]> {
  if (error instanceof AppError) return { code: error.code, message: error.message, remedy: error.remedy };
  return {
    code: "INTERNAL",
    message: "Something failed that should not.",
    remedy: "Run `caselens doctor`, and report this with its output.",
  };
}

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { IngestJob } from "../../src/app/contract.ts";
import { type IngestRequest, type IngestResult, ingestSources } from "../../src/app/ingest-job.ts";
import { createIngestJobs } from "../../src/app/ingest-jobs.ts";
import { EncoderId } from "../../src/encoders/contract.ts";
import { LibraryLockedError } from "../../src/retrieval/errors.ts";
import { fakeEncoder } from "../support/fake-encoder.ts";
import { miniRules } from "../support/mini.ts";
import { makePictureSource } from "../support/picture-source.ts";
import { librariesOf, storedPairs } from "../support/stored-pairs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

type Ingest = (request: IngestRequest) => Promise<IngestResult>;

const request = { sources: ["/data/a"], library: "lib", format: "auto" } as const;
const result: IngestResult = {
  library: "lib",
  encoder: EncoderId.parse("fake@00000000"),
  added: 3,
  duplicates: 0,
  updated: 0,
  failed: [],
  strippedCharacters: 0,
  total: 3,
  seconds: 1,
};

let made = 0;

/** Jobs as a process of that folder has them: made anew, it is a restart. */
function jobsIn(folder: string, ingest: Ingest, now?: () => number) {
  const jobs = createIngestJobs({
    folder,
    ingest,
    clock: () => new Date(Date.UTC(2026, 0, 2, 3, 4, ++made)),
    ids: () => `j-${++made}`,
    ...(now && { now }),
  });
  onTestFinished(async () => jobs[Symbol.asyncDispose]());
  return jobs;
}

async function states(follow: AsyncIterable<IngestJob>): Promise<readonly string[]> {
  const seen: string[] = [];
  for await (const { state } of follow) if (seen.at(-1) !== state) seen.push(state);
  return seen;
}

/** An ingest that ends when it is told to, or is aborted. */
function heldIngest() {
  const started: IngestRequest[] = [];
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const ingest: Ingest = async (asked) => {
    started.push(asked);
    await new Promise<void>((resolve, reject) => {
      asked.signal?.addEventListener("abort", () => reject(asked.signal?.reason), { once: true });
      void released.then(resolve);
    });
    return result;
  };
  return { started, release: () => release(), ingest };
}

const forever = new AbortController().signal;

describe("a job", () => {
  test("takes the pictures in, shows its progress, and keeps its result", async () => {
    const home = await temporaryFolder();
    const source = await makePictureSource(join(home, "source"), { pictures: 6 });
    const parts = { libraries: librariesOf(home), encoder: fakeEncoder(), rules: await miniRules() };
    const folder = join(home, "jobs");
    const jobs = jobsIn(folder, (asked) => ingestSources(asked, parts));
    const { id, state } = await jobs.start({ ...request, sources: [source.folder] });
    expect(state).toBe("queued");
    const seen: IngestJob[] = [];
    for await (const job of jobs.follow(id, forever)) seen.push(job);
    expect(seen.at(-1)).toMatchObject({
      state: "done",
      progress: { done: 6, total: 6 },
      stored: 6,
      result: { added: 6, failed: [] },
      error: null,
    });
    expect((await storedPairs(home, "lib")).rows).toBe(6);
    expect(await jobsIn(folder, heldIngest().ingest).get(id)).toEqual(seen.at(-1));
  });

  test("that failed says why in our words, and nothing else", async () => {
    const jobs = jobsIn(await temporaryFolder(), async () => {
      throw new LibraryLockedError();
    });
    const { id } = await jobs.start(request);
    expect(await states(jobs.follow(id, forever))).toContain("failed");
    expect(await jobs.get(id)).toMatchObject({ error: { code: "LIBRARY_LOCKED" }, result: null });

    const odd = jobsIn(await temporaryFolder(), async () => {
      throw new Error("/secret/path of MRS CANARY");
    });
    const failed = await odd.start(request);
    await states(odd.follow(failed.id, forever));
    expect(JSON.stringify(await odd.get(failed.id))).not.toMatch(/CANARY|secret/);
    expect(await odd.get(failed.id)).toMatchObject({ error: { code: "INTERNAL" } });
  });

  test("waits for the one before it", async () => {
    const { started, release, ingest } = heldIngest();
    const jobs = jobsIn(await temporaryFolder(), ingest);
    const [first, second] = [await jobs.start(request), await jobs.start({ ...request, library: "other" })];
    expect([await jobs.get(first.id), await jobs.get(second.id)]).toMatchObject([
      { state: "running" },
      { state: "queued" },
    ]);
    release();
    await states(jobs.follow(second.id, forever));
    expect(started.map(({ library }) => library)).toEqual(["lib", "other"]);
    expect((await jobs.list()).map(({ id }) => id)).toEqual([second.id, first.id]);
  });

  test("can be cancelled while it waits and while it runs", async () => {
    const { started, ingest } = heldIngest();
    const jobs = jobsIn(await temporaryFolder(), ingest);
    const [first, second] = [await jobs.start(request), await jobs.start(request)];
    const followed = states(jobs.follow(first.id, forever));
    expect(await jobs.cancel(second.id)).toMatchObject({ state: "cancelled" });
    expect(await jobs.cancel(first.id)).toMatchObject({ state: "cancelled", error: null });
    expect((await followed).at(-1)).toBe("cancelled");
    expect(started).toHaveLength(1);
    expect(await jobs.cancel(first.id)).toMatchObject({ state: "cancelled" });
  });

  test("that is cancelled says how many pairs the library holds of it", async () => {
    const home = await temporaryFolder();
    const again = Array.from({ length: 10 }, (_, i) => ({ picture: i, at: 10 + i }));
    const source = await makePictureSource(join(home, "source"), { pictures: 40, again });
    const parts = { libraries: librariesOf(home), encoder: fakeEncoder(), rules: await miniRules() };
    const jobs = jobsIn(join(home, "jobs"), (asked) =>
      ingestSources(
        {
          ...asked,
          onProgress(progress) {
            asked.onProgress?.(progress);
            if (progress.done >= 20) void jobs.cancel(id);
          },
        },
        parts,
      ),
    );
    const { id } = await jobs.start({ ...request, sources: [source.folder] });
    expect((await states(jobs.follow(id, forever))).at(-1)).toBe("cancelled");
    const { stored } = await jobs.get(id);
    expect(stored).toBe((await storedPairs(home, "lib")).rows);
    expect(stored).toBeGreaterThan(0);
  });

  test("that has ended is taken off the list, also after a restart; one that runs is not", async () => {
    const folder = await temporaryFolder();
    const { release, ingest } = heldIngest();
    const jobs = jobsIn(folder, ingest);
    const [first, second] = [await jobs.start(request), await jobs.start(request)];
    await expect(jobs.delete(first.id)).rejects.toMatchObject({ code: "JOB_ACTIVE" });
    await expect(jobs.delete(second.id)).rejects.toMatchObject({ code: "JOB_ACTIVE" });
    release();
    await states(jobs.follow(second.id, forever));
    await jobs.delete(first.id);
    expect((await jobs.list()).map(({ id }) => id)).toEqual([second.id]);
    expect((await jobsIn(folder, ingest).list()).map(({ id }) => id)).toEqual([second.id]);
  });

  test("is tried again with the rows that failed; not while it runs", async () => {
    const asked: IngestRequest[] = [];
    const outcomes: IngestResult[] = [
      { ...result, failed: [{ source: "a.png", code: "SCAN_DAMAGED", reason: "cut" }] },
      result,
    ];
    const jobs = jobsIn(await temporaryFolder(), async (each) => {
      asked.push(each);
      return outcomes[asked.length - 1];
    });
    const { id } = await jobs.start(request);
    await states(jobs.follow(id, forever));
    expect(await jobs.retry(id)).toMatchObject({ id, state: "queued", result: null });
    await expect(jobs.retry(id)).rejects.toMatchObject({ code: "JOB_ACTIVE" });
    await states(jobs.follow(id, forever));
    expect(asked.map(({ retryFailed }) => retryFailed)).toEqual([false, true]);
    expect(await jobs.get(id)).toMatchObject({ state: "done", result: { failed: [] } });
  });

  test("tells its progress a few times a second, however often it makes some", async () => {
    let nowMs = 0;
    const jobs = jobsIn(
      await temporaryFolder(),
      async ({ onProgress }) => {
        for (let done = 1; done <= 1_000; done++) {
          nowMs += 10;
          onProgress?.({ done, total: 1_000, unit: "pairs", perSecond: 100, etaSeconds: 0 });
          await Promise.resolve();
        }
        return result;
      },
      () => nowMs,
    );
    const { id } = await jobs.start(request);
    const seen: number[] = [];
    for await (const { progress } of jobs.follow(id, forever)) seen.push(progress?.done ?? 0);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.length).toBeLessThan(60);
    expect(seen.at(-1)).toBe(1_000);
  });

  test("is followed no longer than anybody wants", async () => {
    const { ingest } = heldIngest();
    const jobs = jobsIn(await temporaryFolder(), ingest);
    const { id } = await jobs.start(request);
    const stop = new AbortController();
    const followed = states(jobs.follow(id, stop.signal));
    stop.abort();
    expect((await followed).at(-1)).not.toBe("done");
  });

  test("of an unknown id is a typed error", async () => {
    const jobs = jobsIn(await temporaryFolder(), heldIngest().ingest);
    const follow = (id: string) => states(jobs.follow(id, forever));
    for (const call of [jobs.get, jobs.cancel, jobs.retry, jobs.delete, follow])
      await expect(call("../x")).rejects.toMatchObject({ code: "JOB_UNKNOWN" });
  });
});

describe("after a restart", () => {
  test("a job that ran is interrupted, and goes on when it is tried again", async () => {
    const folder = await temporaryFolder();
    const before = jobsIn(folder, heldIngest().ingest);
    const { id } = await before.start(request);
    const waiting = await before.start(request);
    const after = jobsIn(folder, async () => result); // the first one was killed: it never said so
    expect(await after.list()).toMatchObject([{ state: "interrupted" }, { state: "interrupted" }]);
    expect((await after.get(id)).finishedAt).not.toBeNull();
    await after.retry(id);
    expect(await states(after.follow(id, forever))).toContain("done");
    expect(await after.get(waiting.id)).toMatchObject({ state: "interrupted" });
  });

  test("a closing process leaves its job interrupted, not cancelled", async () => {
    const folder = await temporaryFolder();
    const jobs = jobsIn(folder, heldIngest().ingest);
    const { id } = await jobs.start(request);
    expect(await jobs.get(id)).toMatchObject({ state: "running" });
    await jobs[Symbol.asyncDispose]();
    expect(await jobsIn(folder, heldIngest().ingest).get(id)).toMatchObject({ state: "interrupted" });
  });

  test("a job's file that is damaged is left out", async () => {
    const folder = await temporaryFolder();
    const jobs = jobsIn(folder, async () => result);
    const { id } = await jobs.start(request);
    await states(jobs.follow(id, forever));
    await jobs[Symbol.asyncDispose]();
    await writeFile(join(folder, "torn.json"), (await readFile(join(folder, `${id}.json`), "utf8")).slice(0, 40));
    expect((await jobsIn(folder, async () => result).list()).map((job) => job.id)).toEqual([id]);
    expect(await readdir(folder)).toHaveLength(2);
  });
});

test("a job that cannot be kept is not begun", async () => {
  const home = await temporaryFolder();
  await writeFile(join(home, "jobs"), "a file stands where the folder should");
  const { started, ingest } = heldIngest();
  const jobs = jobsIn(join(home, "jobs"), ingest);
  await expect(jobs.start(request)).rejects.toThrow();
  expect(await jobs.list()).toEqual([]);
  expect(started).toEqual([]);
  await mkdir(join(home, "other"));
});

import { Hono } from "hono";
import type { App, IngestJob } from "../../app/contract.ts";
import { describe, eventsReply, jsonReply } from "../describe.ts";
import type { ServerEnv, ServerParts } from "../environment.ts";
import { eventStream } from "../event-stream.ts";
import { noBody } from "../request-body.ts";
import { Job, JobList } from "../schemas/library-replies.ts";
import { Deleted } from "../schemas/scan-replies.ts";

/** Ingests that the server runs. */
export function jobRoutes(parts: ServerParts) {
  const { app } = parts;
  const routes = new Hono<ServerEnv>();
  return routes
    .get("/v1/jobs", describe("jobs", "The jobs, newest first.", { 200: jsonReply("Jobs.", JobList) }), async (c) =>
      c.json({ jobs: await app.jobs.list() }),
    )
    .get("/v1/jobs/:id", describe("jobs", "One job.", { 200: jsonReply("The job.", Job) }), async (c) =>
      c.json(await app.jobs.get(c.req.param("id"))),
    )
    .delete(
      "/v1/jobs/:id",
      describe("jobs", "Take a job that has ended off the list. What it took in stays.", {
        200: jsonReply("Deleted.", Deleted),
      }),
      noBody,
      async (c) => {
        const { id } = c.req.param();
        await app.jobs.delete(id);
        return c.json({ deleted: id });
      },
    )
    .get(
      "/v1/jobs/:id/events",
      describe("jobs", "A job now and after every change, until it ends.", {
        200: eventsReply("Events `progress`, then one `done`, all with a Job; or one `error`, whose data is an Error."),
      }),
      (c) =>
        eventStream(c, parts, {
          open: (signal) => jobStates(app, c.req.param("id"), signal),
          event: (job) => ({ event: "progress", data: job }),
        }),
    )
    .post(
      "/v1/jobs/:id/cancel",
      describe("jobs", "Stop a job. What it took in stays.", { 200: jsonReply("The job.", Job) }),
      noBody,
      async (c) => c.json(await app.jobs.cancel(c.req.param("id"))),
    )
    .post(
      "/v1/jobs/:id/retry",
      describe("jobs", "Run a job again: rows that failed, or what was left.", { 202: jsonReply("The job.", Job) }),
      noBody,
      async (c) => c.json(await app.jobs.retry(c.req.param("id")), 202),
    );
}

/** The states of a job that has not ended; returns the last one. */
async function* jobStates(
  { jobs }: Pick<App, "jobs">,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<IngestJob, IngestJob> {
  let last = await jobs.get(id);
  for await (const job of jobs.follow(id, signal)) {
    last = job;
    if (job.finishedAt === null) yield job;
  }
  signal.throwIfAborted();
  return last;
}

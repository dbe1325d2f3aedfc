import { Hono } from "hono";
import { describe, eventsReply } from "../describe.ts";
import type { ServerEnv, ServerParts } from "../environment.ts";
import { eventStream } from "../event-stream.ts";
import { jsonBody, jsonOnly } from "../request-body.ts";
import { AskBody } from "../schemas/requests.ts";
import { storedScan } from "../stored-scan.ts";

const description =
  "Events `evidence`, `token`, `citation`, `flag`, each with the fields of that event; then one `done`, whose data is an Answer, or one `error`, whose data is an Error. What is refused before anything was found has a status instead.";

/** A question, answered while the client watches. */
export function askRoutes(parts: ServerParts) {
  const { app } = parts;
  const routes = new Hono<ServerEnv>();
  return routes.post(
    "/v1/ask",
    describe("questions", "Ask about a scan.", { 200: eventsReply(description) }),
    jsonOnly,
    jsonBody(AskBody),
    async (c) => {
      const { scan: id, view, ...request } = c.req.valid("json");
      const scan = await storedScan(app, { scan: id, view });
      return await eventStream(c, parts, {
        open: (signal) => app.askStream({ ...request, scan }, signal),
        event: ({ kind, ...data }) => ({ event: kind, data }),
      });
    },
  );
}

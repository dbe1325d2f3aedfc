import { Hono } from "hono";
import { describe, jsonReply } from "../describe.ts";
import type { ServerEnv, ServerParts } from "../environment.ts";
import { jsonBody, jsonOnly, query } from "../request-body.ts";
import { Explanation, Session, SessionList } from "../schemas/answer-replies.ts";
import { ExplainQuery, MarkBody, SessionBody, SessionsQuery } from "../schemas/requests.ts";
import { Deleted } from "../schemas/scan-replies.ts";
import { storedScan } from "../stored-scan.ts";

/** Conversations, and why an answer or a draft says what it says. */
export function sessionRoutes({ app }: ServerParts) {
  const routes = new Hono<ServerEnv>();
  return routes
    .get(
      "/v1/sessions",
      describe("sessions", "Conversations, of one scan or all; newest first.", {
        200: jsonReply("Sessions.", SessionList),
      }),
      query(SessionsQuery),
      async (c) => c.json({ sessions: await app.sessions.list(c.req.valid("query").scan) }),
    )
    .get(
      "/v1/sessions/:id",
      describe("sessions", "A conversation with its answers.", { 200: jsonReply("The session.", Session) }),
      async (c) => c.json(await app.sessions.get(c.req.param("id"))),
    )
    .post(
      "/v1/sessions",
      describe("sessions", "Begin a conversation about a scan without a question, to mark cases in it.", {
        201: jsonReply("The session.", Session),
      }),
      jsonOnly,
      jsonBody(SessionBody),
      async (c) => {
        const begun = await app.sessions.begin(await storedScan(app, c.req.valid("json")));
        return c.json(begun, 201, { Location: `/v1/sessions/${encodeURIComponent(begun.id)}` });
      },
    )
    .post(
      "/v1/sessions/:id/marks",
      describe("sessions", "Pin a pair, ban its case, or release it, for the answers to come in this conversation.", {
        200: jsonReply("The session.", Session),
      }),
      jsonOnly,
      jsonBody(MarkBody),
      async (c) => c.json(await app.sessions.mark(c.req.param("id"), c.req.valid("json"))),
    )
    .delete(
      "/v1/sessions/:id",
      describe("sessions", "Delete a conversation and its answers.", { 200: jsonReply("Deleted.", Deleted) }),
      async (c) => {
        const { id } = c.req.param();
        await app.sessions.delete(id);
        return c.json({ deleted: id });
      },
    )
    .get(
      "/v1/explain/:id",
      describe("sessions", "The provenance of a stored answer or draft.", {
        200: jsonReply("Its provenance.", Explanation),
      }),
      query(ExplainQuery),
      async (c) => {
        const { replay = "0" } = c.req.valid("query");
        return c.json(await app.explain(c.req.param("id"), { replay: !["0", "false"].includes(replay) }));
      },
    );
}

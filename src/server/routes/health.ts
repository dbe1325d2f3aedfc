import { Hono } from "hono";
import { describe, jsonReply } from "../describe.ts";
import type { ServerEnv, ServerParts } from "../environment.ts";
import { errorReply, ours } from "../error-reply.ts";
import { ShuttingDownError } from "../errors.ts";
import { Health } from "../schemas/installation-replies.ts";

/** What a supervisor asks. */
export function healthRoutes({ app, shutdown, onUnexpected }: ServerParts) {
  const routes = new Hono<ServerEnv>();
  return routes
    .get("/healthz", describe("health", "The process runs.", { 200: jsonReply("It does.", Health) }), (c) =>
      c.json({ status: "ok" }),
    )
    .get(
      "/readyz",
      describe("health", "A real search works; 503 with the reason where not.", { 200: jsonReply("It does.", Health) }),
      async (c) => {
        try {
          if (shutdown.aborted) throw new ShuttingDownError();
          await app.ready();
          return c.json({ status: "ready" });
        } catch (error) {
          if (!ours(error)) onUnexpected(error, c.get("requestId"));
          return c.json(errorReply(error, c.get("requestId")).body, 503);
        }
      },
    );
}

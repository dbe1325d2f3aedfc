import { Hono } from "hono";
import { whileClientStays } from "../client-gone.ts";
import { describe, jsonReply } from "../describe.ts";
import type { ServerEnv, ServerParts } from "../environment.ts";
import { jsonBody, jsonOnly } from "../request-body.ts";
import { AnswerControl } from "../schemas/answer-replies.ts";
import { ControlBody } from "../schemas/requests.ts";

/** Stored answers, tried: would they be the same without the image, in other words, or once more? */
export function answerRoutes({ app }: ServerParts) {
  const routes = new Hono<ServerEnv>();
  return routes.post(
    "/v1/answers/:id/controls",
    describe("questions", "Ask an answer's question again with something changed. Nothing of it is kept.", {
      200: jsonReply("What was answered then.", AnswerControl),
    }),
    jsonOnly,
    jsonBody(ControlBody),
    (c) =>
      whileClientStays(c, async (signal) =>
        c.json(await app.control(c.req.param("id"), c.req.valid("json").kind, signal)),
      ),
  );
}

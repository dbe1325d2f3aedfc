import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { type Access, guard } from "./access.ts";
import { describe } from "./describe.ts";
import type { ServerEnv, ServerParts } from "./environment.ts";
import { errorReply, ours } from "./error-reply.ts";
import { MethodNotAllowedError, RouteUnknownError, ShuttingDownError } from "./errors.ts";
import { openApi } from "./open-api.ts";
import { answerRoutes } from "./routes/answers.ts";
import { askRoutes } from "./routes/ask.ts";
import { healthRoutes } from "./routes/health.ts";
import { installationRoutes } from "./routes/installation.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { libraryRoutes } from "./routes/libraries.ts";
import { locateRoutes } from "./routes/locate.ts";
import { pageRoutes } from "./routes/page.ts";
import { reportRoutes } from "./routes/reports.ts";
import { scanRoutes } from "./routes/scans.ts";
import { searchRoutes } from "./routes/search.ts";
import { sessionRoutes } from "./routes/sessions.ts";

/** The page loads nothing but its own files, and pictures that it made itself. */
const contentSecurityPolicy = {
  defaultSrc: ["'self'"],
  imgSrc: ["'self'", "blob:", "data:"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

const documentReply = {
  description: "OpenAPI 3.1.",
  content: { "application/json": { schema: { type: "object" } } },
} as const;

/** Everything that is served, without a port. Every refusal and failure has one shape. */
export function createServer(parts: ServerParts, access: Access): Hono<ServerEnv> {
  const { shutdown, bodyMs, onUnexpected } = parts;
  const server = new Hono<ServerEnv>();
  server.onError((error, c) => {
    const id = c.get("requestId");
    if (!ours(error) && !c.req.raw.signal.aborted) onUnexpected(error, id);
    const { status, body } = errorReply(error, id);
    return c.json(body, status);
  });
  server.notFound((c) => c.json(errorReply(new RouteUnknownError(), c.get("requestId")).body, 404));
  server.use(requestId());
  server.use(async (c, next) => {
    c.set("bodyMs", bodyMs);
    await next();
  });
  server.use(secureHeaders({ contentSecurityPolicy, strictTransportSecurity: false, xFrameOptions: "DENY" }));
  server.use(
    methodNotAllowed({
      app: server,
      onMethodNotAllowed: (c, methods) =>
        c.json(errorReply(new MethodNotAllowedError(methods), c.get("requestId")).body, 405, {
          Allow: methods.join(", "),
        }),
    }),
  );
  server.use(guard(access));
  server.use("/v1/*", async (c, next) => {
    if (shutdown.aborted) {
      c.header("Connection", "close");
      throw new ShuttingDownError();
    }
    await next();
    if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store"); // what it says is about patients
  });
  for (const routes of [
    healthRoutes,
    scanRoutes,
    searchRoutes,
    locateRoutes,
    askRoutes,
    answerRoutes,
    reportRoutes,
    sessionRoutes,
    libraryRoutes,
    jobRoutes,
    installationRoutes,
  ])
    server.route("/", routes(parts));
  server.get(
    "/openapi.json",
    describe("health", "This description.", { 200: documentReply }),
    openApi(server, parts.version),
  );
  return server.route("/", pageRoutes(parts));
}

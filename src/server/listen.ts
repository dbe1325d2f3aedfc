import { once, setMaxListeners } from "node:events";
import { createServer as createHttpServer, type Server } from "node:http";
import { isIPv4, isIPv6 } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { getRequestListener, RequestError } from "@hono/node-server";
import { once as onlyOnce } from "../core/once.ts";
import type { Access } from "./access.ts";
import { createServer } from "./create-server.ts";
import type { ServerParts } from "./environment.ts";
import { errorReply } from "./error-reply.ts";
import { AddressUnusableError, PortInUseError, RequestInvalidError, TokenMissingError } from "./errors.ts";

export interface ListenOptions extends Omit<ServerParts, "shutdown" | "track" | "bodyMs"> {
  /** An address of this computer, or a name of one. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** What a client must send. Null only where no other computer can reach the server. */
  readonly token: string | null;
  /** What a JSON body may take to arrive, and the longest pause in an upload. @default 30_000 */
  readonly bodyMs?: number;
  /** How long requests that run may go on once the server is being stopped. @default 5_000 */
  readonly graceMs?: number;
  /** How long their work may go on after that. @default 2_000 */
  readonly workMs?: number;
}

export interface RunningServer {
  readonly url: string;
  /**
   * Takes no new request, ends every stream with its last event, lets the others finish, and cuts off who is left after `graceMs`. Then
   * nothing uses the application any more, but for work that hangs: it is waited for `workMs` and then left behind.
   */
  close(): Promise<void>;
}

/** A client that is slower than this to send its headers, or a whole upload, is cut off; other bodies must come within `bodyMs`. */
const limits = { headersTimeout: 20_000, requestTimeout: 3_600_000, connectionsCheckingInterval: 5_000 };
const idleCheckMs = 50;

/** Serves. @throws {TokenMissingError | PortInUseError | AddressUnusableError} */
export async function listen(options: ListenOptions): Promise<RunningServer> {
  const { host, port, token, graceMs = 5_000, workMs = 2_000, bodyMs = 30_000, ...parts } = options;
  if (token === null && !isLoopback(host)) throw new TokenMissingError();
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // every stream listens to it
  const http = createHttpServer(limits);
  const access: Access =
    token === null ? { kind: "loopback", host, port: () => portOf(http) } : { kind: "token", token };
  const works = new Set<Promise<unknown>>();
  const track = (work: Promise<unknown>) => {
    const ended = work.catch(() => {}).finally(() => works.delete(ended));
    works.add(ended);
  };
  let running = 0;
  http.on("request", ({ method, headers }, reply) => {
    // Nobody reads such a body, nor waits for it.
    if (
      /^(?:GET|HEAD)$/.test(method ?? "") &&
      (headers["content-length"] ?? headers["transfer-encoding"]) !== undefined
    )
      reply.shouldKeepAlive = false;
    running++;
    reply.once("close", () => running--);
  });
  const server = createServer({ ...parts, bodyMs, shutdown: stopping.signal, track }, access);
  const handle = (request: Request): Promise<Response> => {
    const reply = Promise.resolve(server.fetch(request));
    track(reply);
    return reply;
  };
  http.on(
    "request",
    // What has no address that can be read never gets as far as the routes.
    getRequestListener(handle, {
      errorHandler: (error) => {
        const known = error instanceof RequestError ? new RequestInvalidError("address", ["cannot be read"]) : error;
        const { status, body } = errorReply(known, crypto.randomUUID());
        return Response.json(body, { status });
      },
    }),
  );
  await start(http, host, port);
  const name = isIPv6(host) ? `[${host}]` : host;
  const close = onlyOnce(async () => {
    stopping.abort();
    const closed = once(http, "close");
    http.close();
    // Browsers keep connections open that carry no request.
    const idle = setInterval(() => running === 0 && http.closeAllConnections(), idleCheckMs);
    const late = setTimeout(() => http.closeAllConnections(), graceMs);
    await closed;
    clearInterval(idle);
    clearTimeout(late);
    const limit = new AbortController();
    const left = wait(workMs, undefined, { signal: limit.signal }).catch(() => {});
    const allEnded = async () => {
      while (works.size > 0) await Promise.all(works);
    };
    await Promise.race([allEnded(), left]);
    limit.abort();
  });
  return { url: `http://${name}:${portOf(http)}`, close };
}

async function start(http: Server, host: string, port: number): Promise<void> {
  try {
    http.listen(port, host);
    await once(http, "listening");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    throw code === "EADDRINUSE" ? new PortInUseError() : new AddressUnusableError({ cause });
  }
}

function portOf(http: Server): number {
  const address = http.address();
  return typeof address === "object" && address ? address.port : 0;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

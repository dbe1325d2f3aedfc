import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { HostRefusedError, OriginRefusedError, TokenRefusedError } from "./errors.ts";

/** Who may ask: every program of this computer, by its own names; or whoever has the token. */
export type Access =
  | {
      readonly kind: "loopback";
      /** The address that is listened on, or a name of it: allowed beside the usual ones. */
      readonly host: string;
      /** Known once the server listens. */
      readonly port: () => number;
    }
  | { readonly kind: "token"; readonly token: string };

const loopbackNames: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];
/** What says nothing of a user, and is asked by what has no token: a supervisor, and the page before it has one. */
const openPaths = /^\/(?!v1\/|v1$|openapi\.json$)/;

/**
 * Refuses what another site's page sends: its name may have been pointed at this computer (Host), or it may post here (Origin,
 * Sec-Fetch-Site). Where a token is set, everything that is not the page itself needs it.
 * @throws {HostRefusedError | OriginRefusedError | TokenRefusedError}
 */
export function guard(access: Access): MiddlewareHandler {
  const isToken = access.kind === "token" ? tokenCheck(access.token) : null;
  return async (c, next) => {
    const host = c.req.header("host") ?? new URL(c.req.url).host;
    if (access.kind === "loopback" && !isLoopbackHost(host, access)) throw new HostRefusedError();
    const origin = c.req.header("origin");
    if (origin !== undefined && !isSameHost(origin, host)) throw new OriginRefusedError();
    const site = c.req.header("sec-fetch-site");
    if (site !== undefined && site !== "same-origin" && site !== "none" && !isPageVisit(c.req))
      throw new OriginRefusedError();
    if (isToken && !openPaths.test(c.req.path) && !isToken(c.req.header("authorization"))) {
      c.header("WWW-Authenticate", "Bearer");
      throw new TokenRefusedError();
    }
    await next();
  };
}

function isLoopbackHost(host: string, { host: own, port }: Extract<Access, { readonly kind: "loopback" }>): boolean {
  const [, name, given] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host.toLowerCase()) ?? [];
  return name !== undefined && (name === own || loopbackNames.includes(name)) && Number(given ?? 80) === port();
}

/** An opaque origin ("null") is nobody's. */
function isSameHost(origin: string, host: string): boolean {
  return (
    URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol) && new URL(origin).host === normalHost(host)
  );
}

function normalHost(host: string): string | null {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).host : null;
}

/** Following a link from elsewhere to the page; a link reads nothing of what it opens. */
function isPageVisit(request: {
  readonly method: string;
  readonly path: string;
  header(name: string): string | undefined;
}) {
  const { method, path } = request;
  return method === "GET" && request.header("sec-fetch-mode") === "navigate" && openPaths.test(path);
}

/** Compares digests, in a time that says nothing of the token. */
function tokenCheck(token: string): (authorization: string | undefined) => boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const expected = digest(token);
  return (authorization) => {
    const [, given = ""] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
    return timingSafeEqual(digest(given), expected) && given !== "";
  };
}

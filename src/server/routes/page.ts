import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { Hono } from "hono";
import { bytesReply, describe } from "../describe.ts";
import type { ServerEnv, ServerParts } from "../environment.ts";
import { PageNotBuiltError, RouteUnknownError } from "../errors.ts";

/** Files that the build makes. */
const mediaTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};
const fileName = "[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*\\.(?:css|ico|js|png|svg|webmanifest|woff2)";

const file = bytesReply("The file.", ...Object.values(mediaTypes));

/** The built page: its one document at the root, and its files. */
export function pageRoutes({ pageFolder }: ServerParts) {
  const routes = new Hono<ServerEnv>();
  const read = (...names: readonly string[]) => readFile(join(pageFolder, ...names)).catch(() => null);
  const headers = (name: string, cache: string) => ({
    "Content-Type": mediaTypes[extname(name)],
    "Cache-Control": cache,
  });
  return routes
    .get("/", describe("page", "The page.", { 200: bytesReply("Its document.", "text/html") }), async (c) => {
      const bytes = await read("index.html");
      if (!bytes) throw new PageNotBuiltError();
      return c.body(new Uint8Array(bytes), 200, headers("index.html", "no-cache"));
    })
    .get(
      `/assets/:name{${fileName}}`,
      describe("page", "A file of the page, whose name holds its hash.", { 200: file }),
      async (c) => {
        const name = c.req.param("name");
        const bytes = await read("assets", name);
        if (!bytes) throw new RouteUnknownError();
        return c.body(new Uint8Array(bytes), 200, headers(name, "public, max-age=31536000, immutable")); // its name holds a hash
      },
    )
    .get(`/:name{${fileName}}`, describe("page", "A file of the page.", { 200: file }), async (c) => {
      const name = c.req.param("name");
      const bytes = await read(name);
      if (!bytes) throw new RouteUnknownError();
      return c.body(new Uint8Array(bytes), 200, headers(name, "no-cache"));
    });
}

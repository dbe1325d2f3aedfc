import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rawRequest, readError, startHttpServer } from "../support/http-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

async function builtPage(): Promise<string> {
  const folder = join(await temporaryFolder(), "ui");
  await mkdir(join(folder, "assets"), { recursive: true });
  await writeFile(join(folder, "index.html"), "<!doctype html><title>caselens</title>");
  await writeFile(join(folder, "assets", "index-B1c_d3.js"), "export {};");
  await writeFile(join(folder, "assets", "index-B1c_d3.css"), "body {}");
  await writeFile(join(folder, "favicon.svg"), "<svg/>");
  await writeFile(join(folder, "..", "secret.js"), "secret");
  await writeFile(join(folder, ".hidden.js"), "secret");
  return folder;
}

test("the page is served with what its browser may do, and only its hashed files are kept", async () => {
  await using server = await startHttpServer({ pageFolder: await builtPage() });
  for (const [path, type, cache] of [
    ["/", "text/html; charset=utf-8", "no-cache"],
    ["/?scan=1", "text/html; charset=utf-8", "no-cache"],
    ["/assets/index-B1c_d3.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"],
    ["/assets/index-B1c_d3.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"],
    ["/favicon.svg", "image/svg+xml", "no-cache"],
  ]) {
    const { status, headers } = await rawRequest(`${server.url}${path}`);
    expect({ path, status, type: headers["content-type"], cache: headers["cache-control"] }).toEqual({
      path,
      status: 200,
      type,
      cache,
    });
    expect(headers["content-security-policy"]).toBe(
      "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
  }
  const head = await rawRequest(`${server.url}/`, { method: "HEAD" });
  expect([head.status, head.body]).toEqual([200, ""]);
});

test.each([
  "/../secret.js",
  "/%2e%2e/secret.js",
  "/..%2fsecret.js",
  "/assets/../../secret.js",
  "/assets/..%2f..%2fsecret.js",
  "//secret.js",
  "/.hidden.js",
  "/assets/none-1.js",
  "/cases/1",
  "/index.html.bak",
  "/assets/",
  "/assets/index-B1c_d3.js/x",
])("nothing else is served: %s", async (path) => {
  await using server = await startHttpServer({ pageFolder: await builtPage() });
  const reply = await rawRequest(`${server.url}${path}`);
  expect([reply.status, JSON.parse(reply.body).error.code]).toEqual([404, "ROUTE_UNKNOWN"]);
});

test("where the page is not built, its address says so and the rest works", async () => {
  await using server = await startHttpServer({ pageFolder: await temporaryFolder() });
  expect(await readError(await server.send("GET", "/"))).toEqual({ status: 404, code: "PAGE_NOT_BUILT" });
  expect((await server.send("GET", "/healthz")).status).toBe(200);
});

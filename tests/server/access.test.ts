import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen } from "../../src/server/listen.ts";
import { readToken } from "../../src/server/token-file.ts";
import { type HttpServer, rawRequest, startHttpServer } from "../support/http-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const token = "0123456789abcdef0123456789abcdef";

/** A request, with PORT in its headers replaced. */
async function outcome(
  { url, port }: HttpServer,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = "GET",
) {
  const real = Object.entries(headers).map(([name, value]) => [name, value.replace("PORT", `${port}`)]);
  const { status, body } = await rawRequest(`${url}${path}`, { method, headers: Object.fromEntries(real) });
  return status < 400 ? status : [status, JSON.parse(body).error.code];
}

describe("on loopback", () => {
  let server: HttpServer;
  beforeAll(async () => {
    server = await startHttpServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each([
    { host: "127.0.0.1:PORT", expected: 200 },
    { host: "localhost:PORT", expected: 200 },
    { host: "LOCALHOST:PORT", expected: 200 },
    { host: "[::1]:PORT", expected: 200 },
    { host: "127.0.0.1", expected: [403, "HOST_REFUSED"] },
    { host: "127.0.0.1:1", expected: [403, "HOST_REFUSED"] },
    { host: "evil.example:PORT", expected: [403, "HOST_REFUSED"] },
    { host: "localhost.evil.example:PORT", expected: [403, "HOST_REFUSED"] },
    { host: "127.0.0.1.nip.io:PORT", expected: [403, "HOST_REFUSED"] },
    { host: "127.0.0.2:PORT", expected: [403, "HOST_REFUSED"] },
    { host: "0.0.0.0:PORT", expected: [403, "HOST_REFUSED"] },
    { host: "2130706433:PORT", expected: [403, "HOST_REFUSED"] },
  ])("the host $host gives $expected", async ({ host, expected }) => {
    for (const path of ["/healthz", "/v1/scans"]) expect(await outcome(server, path, { host })).toEqual(expected);
  });

  test.each([
    { origin: "http://127.0.0.1:PORT", expected: 200 },
    { origin: "http://127.0.0.1:1", expected: [403, "ORIGIN_REFUSED"] },
    { origin: "http://localhost:PORT", expected: [403, "ORIGIN_REFUSED"] },
    { origin: "https://evil.example", expected: [403, "ORIGIN_REFUSED"] },
    { origin: "null", expected: [403, "ORIGIN_REFUSED"] },
    { origin: "file://", expected: [403, "ORIGIN_REFUSED"] },
    { origin: "127.0.0.1:PORT", expected: [403, "ORIGIN_REFUSED"] },
    { origin: "", expected: [403, "ORIGIN_REFUSED"] },
  ])("the origin $origin gives $expected", async ({ origin, expected }) => {
    for (const path of ["/", "/v1/scans", "/openapi.json"]) {
      const host = "127.0.0.1:PORT";
      const found = await outcome(server, path, { host, origin });
      if (path !== "/" || expected !== 200) expect(found).toEqual(expected);
    }
  });

  test.each([
    { site: "same-origin", mode: "cors", path: "/v1/scans", expected: 200 },
    { site: "none", mode: "navigate", path: "/healthz", expected: 200 },
    { site: "cross-site", mode: "navigate", path: "/healthz", expected: 200 },
    { site: "cross-site", mode: "no-cors", path: "/healthz", expected: [403, "ORIGIN_REFUSED"] },
    { site: "cross-site", mode: "navigate", path: "/v1/scans", expected: [403, "ORIGIN_REFUSED"] },
    { site: "cross-site", mode: "no-cors", path: "/v1/scans/x/views/v1.png", expected: [403, "ORIGIN_REFUSED"] },
    { site: "same-site", mode: "cors", path: "/v1/scans", expected: [403, "ORIGIN_REFUSED"] },
  ])("a $site $mode request of $path gives $expected", async ({ site, mode, path, expected }) => {
    expect(await outcome(server, path, { "sec-fetch-site": site, "sec-fetch-mode": mode })).toEqual(expected);
  });

  test("another site's page cannot post, whatever it posts", async () => {
    for (const path of ["/v1/scans", "/v1/ask", "/v1/jobs/x/cancel", "/v1/samples/retina/scan", "/v1/nothing"]) {
      const headers = { origin: "https://evil.example", "content-type": "text/plain" };
      expect(await outcome(server, path, headers, "POST")).toEqual([403, "ORIGIN_REFUSED"]);
    }
    expect((await server.app.scans.list()).length).toBe(0);
  });

  test("no reply lets another site read it, and each forbids sniffing, framing and referrers", async () => {
    for (const path of ["/healthz", "/v1/scans", "/v1/nothing", "/openapi.json"]) {
      const { headers } = await rawRequest(`${server.url}${path}`);
      expect(headers).not.toHaveProperty("access-control-allow-origin");
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "x-frame-options": "DENY",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(headers["content-security-policy"]).toContain("default-src 'self'");
    }
  });
});

describe.skipIf(process.platform !== "linux")("on another address of loopback", () => {
  let server: HttpServer;
  beforeAll(async () => {
    server = await startHttpServer({ host: "127.0.0.2" });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each([
    { host: "127.0.0.2:PORT", origin: "http://127.0.0.2:PORT", expected: 200 },
    { host: "127.0.0.2:PORT", origin: "http://127.0.0.1:PORT", expected: [403, "ORIGIN_REFUSED"] },
    { host: "127.0.0.2:PORT", origin: "http://evil.example", expected: [403, "ORIGIN_REFUSED"] },
    { host: "127.0.0.2:1", origin: "http://127.0.0.2:1", expected: [403, "HOST_REFUSED"] },
    { host: "localhost:PORT", origin: "http://localhost:PORT", expected: 200 },
    { host: "127.0.0.3:PORT", origin: "http://127.0.0.3:PORT", expected: [403, "HOST_REFUSED"] },
    { host: "evil.example:PORT", origin: "http://evil.example:PORT", expected: [403, "HOST_REFUSED"] },
  ])("the host $host from $origin gives $expected", async ({ host, origin, expected }) => {
    for (const path of ["/healthz", "/v1/scans"])
      expect(await outcome(server, path, { host, origin })).toEqual(expected);
  });

  test("the page's own address answers a client that says nothing else", async () => {
    expect(server.url).toBe(`http://127.0.0.2:${server.port}`);
    expect((await server.send("GET", "/v1/scans")).status).toBe(200);
  });
});

describe("with a token", () => {
  let server: HttpServer;
  beforeAll(async () => {
    server = await startHttpServer({ token });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const denied = [401, "TOKEN_REFUSED"];
  test.each([
    { name: "none", authorization: null, expected: denied },
    { name: "an empty one", authorization: "Bearer ", expected: denied },
    { name: "a wrong one", authorization: `Bearer ${token.replace("0", "1")}`, expected: denied },
    { name: "a part of it", authorization: `Bearer ${token.slice(0, -1)}`, expected: denied },
    { name: "it and more", authorization: `Bearer ${token}0`, expected: denied },
    {
      name: "it as a password",
      authorization: `Basic ${Buffer.from(`:${token}`).toString("base64")}`,
      expected: denied,
    },
    { name: "it alone", authorization: token, expected: denied },
    { name: "it", authorization: `Bearer ${token}`, expected: 200 },
    { name: "it, in another spelling of the scheme", authorization: `bearer ${token}`, expected: 200 },
  ])("a request with $name gives $expected", async ({ authorization, expected }) => {
    const headers = { host: "caselens.hospital.example", ...(authorization !== null && { authorization }) };
    for (const path of ["/v1/scans", "/v1/status", "/openapi.json"])
      expect(await outcome(server, path, headers)).toEqual(expected);
    expect(await outcome(server, `/v1/scans?token=${token}`, headers)).toEqual(expected);
  });

  test("every route of the API is denied without it, before anything is done", async () => {
    const reply = await fetch(`${server.url}/openapi.json`, { headers: { authorization: `Bearer ${token}` } });
    const paths = Object.entries(JSON.parse(await reply.text()).paths).filter(([path]) => path.startsWith("/v1/"));
    expect(paths.length).toBeGreaterThan(25);
    for (const [path, methods] of paths)
      for (const method of Object.keys(Object(methods)))
        expect({
          path,
          found: await outcome(server, path.replaceAll(/\{\w+\}/g, "x"), {}, method.toUpperCase()),
        }).toEqual({ path, found: denied });
    expect(await server.app.scans.list()).toEqual([]);
  });

  test("a supervisor and the page need none", async () => {
    expect(await outcome(server, "/healthz", {})).toBe(200);
    expect(await outcome(server, "/readyz", {})).toBe(200);
    const page = await rawRequest(`${server.url}/`);
    expect([200, 404]).toContain(page.status);
  });

  test("another site's page is refused even with it", async () => {
    const headers = { host: "caselens.hospital.example", authorization: `Bearer ${token}` };
    expect(await outcome(server, "/v1/scans", { ...headers, origin: "https://evil.example" })).toEqual([
      403,
      "ORIGIN_REFUSED",
    ]);
    expect(await outcome(server, "/v1/scans", { ...headers, origin: "https://caselens.hospital.example" })).toBe(200);
  });
});

describe("a token file", () => {
  test.each([
    { name: "is not there", text: null },
    { name: "is empty", text: "" },
    { name: "holds two words", text: `${token} ${token}` },
    { name: "holds a password", text: "Radiology2026!" },
    { name: "holds digits alone, 30 of them", text: "123456789012345678901234567890" },
    { name: "holds one letter many times", text: "a".repeat(64) },
    { name: "holds letters that no header may", text: "ä".repeat(64) },
  ])("that $name is refused", async ({ text }) => {
    const path = join(await temporaryFolder(), "token");
    if (text !== null) await writeFile(path, text);
    await expect(readToken(path)).rejects.toMatchObject({ code: "TOKEN_INVALID", kind: "usage" });
  });

  test("with 128 bits is read, its line end left off", async () => {
    const path = join(await temporaryFolder(), "token");
    await writeFile(path, `${token}\n`);
    expect(await readToken(path)).toBe(token);
  });
});

test.each(["0.0.0.0", "::", "192.0.2.1", "scanner.example", ""])(
  "the address %j without a token is refused before it is listened on",
  async (host) => {
    await using server = await startHttpServer();
    const { app } = server;
    const options = {
      app,
      host,
      port: 0,
      token: null,
      version: "0",
      maxUploadBytes: 1,
      pageFolder: "/",
      onUnexpected: () => {},
    };
    await expect(listen(options)).rejects.toMatchObject({ code: "TOKEN_REQUIRED", kind: "usage" });
  },
);

test("an address that is not ours, and a port that is taken, are typed errors", async () => {
  await using server = await startHttpServer();
  const { app, port } = server;
  const options = { app, version: "0", maxUploadBytes: 1, pageFolder: "/", onUnexpected: () => {} };
  await expect(listen({ ...options, host: "127.0.0.1", port, token: null })).rejects.toMatchObject({
    code: "PORT_IN_USE",
  });
  await expect(listen({ ...options, host: "192.0.2.1", port: 0, token })).rejects.toMatchObject({
    code: "ADDRESS_UNUSABLE",
  });
});

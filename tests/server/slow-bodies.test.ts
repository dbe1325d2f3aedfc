import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setInterval } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ErrorDocument } from "../../src/server/schemas/scan-replies.ts";
import { type HttpServer, startHttpServer } from "../support/http-server.ts";
import { pictureFile } from "../support/picture-source.ts";

const bodyMs = 300;
let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer({ bodyMs });
});
afterAll(async () => {
  expect(server.unexpected).toEqual([]);
  await server[Symbol.asyncDispose]();
});

/** Sends the head of a request and the beginning of its body. */
async function begin(request: string, headers: string, body: string | Uint8Array): Promise<Socket> {
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => {}); // the server may end it while something is being sent
  socket.write(`${request} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n${headers}\r\n\r\n`);
  socket.write(body);
  return socket;
}

/** All of the reply, once the server has ended the connection. */
async function replyOf(socket: Socket): Promise<{ readonly status: number; readonly code: string | null }> {
  const reply = await text(socket);
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(reply)?.[1]);
  const body = reply.slice(reply.indexOf("\r\n\r\n") + 4);
  return { status, code: status < 400 ? null : ErrorDocument.parse(JSON.parse(body)).error.code };
}

/** Sends a byte now and then, until the connection or the bytes end. */
async function drip(socket: Socket, bytes: Uint8Array, everyMs: number): Promise<void> {
  let at = 0;
  for await (const _ of setInterval(everyMs)) {
    if (socket.destroyed || at === bytes.length) return;
    socket.write(bytes.subarray(at, ++at));
  }
}

const json = "Content-Type: application/json\r\n";
const late = { status: 408, code: "BODY_LATE" };

describe("a JSON body that does not come", () => {
  test.each([
    { name: "at all", request: "POST /v1/ask", headers: `${json}Content-Length: 100`, body: "" },
    { name: "to its end", request: "POST /v1/search", headers: `${json}Content-Length: 100`, body: '{"text": ' },
    {
      name: "in pieces",
      request: "POST /v1/reports",
      headers: `${json}Transfer-Encoding: chunked`,
      body: "2\r\n{ \r\n",
    },
    { name: "of an edit", request: "PATCH /v1/reports/x", headers: `${json}Content-Length: 9`, body: "{" },
    { name: "of a deletion", request: "DELETE /v1/libraries/x", headers: `${json}Content-Length: 9`, body: "{" },
    { name: "where none is wanted", request: "POST /v1/jobs/x/cancel", headers: "Content-Length: 2", body: "{" },
  ])("$name is 408, and the connection ends", async ({ request, headers, body }) => {
    expect(await replyOf(await begin(request, headers, body))).toEqual(late);
  });

  test("other than byte by byte is 408: all of it must come in time", async () => {
    const socket = await begin("POST /v1/ask", `${json}Content-Length: 1000`, "{");
    const dripping = drip(socket, new Uint8Array(1_000).fill(32), bodyMs / 6);
    expect(await replyOf(socket)).toEqual(late);
    await dripping;
  });

  test.each([
    { request: "GET /v1/scans", expected: { status: 200, code: null } },
    { request: "POST /v1/nothing", expected: { status: 404, code: "ROUTE_UNKNOWN" } },
    { request: "DELETE /v1/scans/x", expected: { status: 404, code: "SCAN_NOT_FOUND" } },
  ])("does not hold up $request, which reads none; the connection ends", async ({ request, expected }) => {
    expect(await replyOf(await begin(request, `${json}Content-Length: 100`, "{"))).toEqual(expected);
  });
});

describe("an upload", () => {
  const stored = () => readdir(join(server.home, "scans")).catch(() => []);

  test.each([
    { name: "bytes", headers: "Content-Type: image/png\r\nContent-Length: 5000", body: "\x89PNG" },
    {
      name: "a form",
      headers: "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000",
      body: '--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc',
    },
  ])("of $name that stops in the middle is 408, and nothing of it is kept", async ({ headers, body }) => {
    const before = await stored();
    expect(await replyOf(await begin("POST /v1/scans", headers, body))).toEqual(late);
    expect(await stored()).toEqual(before);
  });

  test("may take as long as it likes while it goes on", async () => {
    const bytes = new Uint8Array(await pictureFile(7, 20));
    const [last, first] = [bytes.subarray(-12), bytes.subarray(0, -12)];
    const headers = `Connection: close\r\nContent-Type: image/png\r\nContent-Length: ${bytes.length}`;
    const socket = await begin("POST /v1/scans", headers, first);
    const started = performance.now();
    await drip(socket, last, bodyMs / 4);
    expect(performance.now() - started).toBeGreaterThan(2 * bodyMs);
    expect(await replyOf(socket)).toEqual({ status: 201, code: null });
  });
});

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Report } from "../../src/server/schemas/answer-replies.ts";
import { type HttpServer, rawRequest, readError, startHttpServer } from "../support/http-server.ts";
import { root } from "../support/mini.ts";

/** Stands in bodies where it must not come back. */
const canary = "CANARY-7f3a-DOE^JANE";

let server: HttpServer;
/** Replaced by the id of a stored scan. */
let scan: string;

beforeAll(async () => {
  server = await startHttpServer();
  scan = await server.upload(new Uint8Array(await readFile(join(root, "samples/images/retina.jpg"))));
});
afterAll(async () => {
  expect(server.unexpected).toEqual([]);
  await server[Symbol.asyncDispose]();
});

/** Bodies that no route takes. */
const neverJson = [
  "",
  "{",
  "null",
  "[]",
  "42",
  '"text"',
  `{"${canary}": true}`,
  `{"scan": "\u0000"}`,
  `${"[".repeat(5_000)}`,
];
/** A body that goes with none of these. */
const wrongScans = ['"scan": 1', '"scan": null', '"scan": []', '"scan": ""', `"scan": "${"a".repeat(100)}"`];
const wrongParts = [
  '"scan": SCAN, "view": 3',
  '"scan": SCAN, "region": "0,0,1,1"',
  '"scan": SCAN, "region": {"xPx": 0, "yPx": 0, "widthPx": 0, "heightPx": 5}',
  '"scan": SCAN, "region": {"xPx": -1, "yPx": 0, "widthPx": 5, "heightPx": 5}',
  '"scan": SCAN, "region": {"xPx": 0.5, "yPx": 0, "widthPx": 5, "heightPx": 5}',
  '"scan": SCAN, "region": {"xPx": 1e999, "yPx": 0, "widthPx": 5, "heightPx": 5}',
  `"scan": SCAN, "path": "/etc/${canary}"`,
];
const of = (needed: string) => (part: string) => `{${part}, ${needed}}`;

const bodies: Readonly<Record<string, readonly string[]>> = {
  "/v1/search": [
    ...[...wrongScans, ...wrongParts].map(of('"k": 5')),
    '{"k": 5}',
    '{"text": "   "}',
    '{"text": 3}',
    `{"text": "${"x".repeat(4_001)}"}`,
    '{"text": "brain", "k": 0}',
    '{"text": "brain", "k": 101}',
    '{"text": "brain", "k": "5"}',
    `{"text": "brain", "where": "modality = '${canary}"}`,
    `{"text": "brain", "library": "../${canary}"}`,
    '{"text": "brain", "view": "v1"}',
    `{"text": "brain", "library": "${canary.replaceAll("^", "-")}"}`,
  ],
  "/v1/classify": [
    ...[...wrongScans, ...wrongParts].map(of('"labels": ["a", "b"]')),
    '{"scan": SCAN}',
    '{"scan": SCAN, "labels": []}',
    '{"scan": SCAN, "labels": "a;b"}',
    '{"scan": SCAN, "labels": ["", "b"]}',
    `{"scan": SCAN, "labels": ["${"x".repeat(301)}"]}`,
    '{"scan": SCAN, "labels": ["a", "a"]}',
    '{"scan": SCAN, "labels": ["a"], "promptSet": "b"}',
    `{"scan": SCAN, "promptSet": "${canary}"}`,
    '{"scan": SCAN, "promptSet": "/etc/passwd"}',
    '{"scan": SCAN, "promptSet": "prompts/zero-shot/brain-mri-tumour.json"}',
    '{"scan": SCAN, "labels": ["a", "b"], "multi": "yes"}',
  ],
  "/v1/ask": [
    ...[...wrongScans, ...wrongParts].map(of('"question": "What is this?"')),
    '{"scan": SCAN}',
    '{"scan": SCAN, "question": ""}',
    '{"scan": SCAN, "question": " \\n "}',
    '{"scan": SCAN, "question": ["a"]}',
    `{"scan": SCAN, "question": "${canary.repeat(300)}"}`,
    `{"scan": SCAN, "question": "a", "session": "${canary}"}`,
    `{"scan": SCAN, "question": "a", "llm": "${canary}"}`,
    '{"scan": SCAN, "question": "a", "k": 0}',
    '{"scan": SCAN, "question": "a", "library": "none"}',
    '{"scan": SCAN, "question": "a", "confirmRemote": "yes"}',
    '{"scan": SCAN, "question": "a", "region": {"xPx": 5000, "yPx": 0, "widthPx": 5, "heightPx": 5}}',
  ],
  "/v1/reports": [
    ...[...wrongScans, ...wrongParts].map(of('"template": "fundus"')),
    "{}",
    `{"scan": SCAN, "template": "${canary}"}`,
    '{"scan": SCAN, "template": "/etc/passwd"}',
    '{"scan": SCAN, "template": "prompts/report/fundus.json"}',
    '{"scan": SCAN, "template": 1}',
    '{"scan": SCAN, "prior": ""}',
    `{"scan": SCAN, "prior": "${"x".repeat(200_001)}"}`,
    `{"scan": SCAN, "llm": "${canary}"}`,
    '{"scan": SCAN, "library": "none"}',
    '{"scan": SCAN, "confirmRemote": 1}',
    '{"scan": SCAN, "view": "v9"}',
  ],
  "/v1/reports/none/confirm": [
    "{}",
    '{"version": 1}',
    '{"by": "Ada"}',
    '{"version": 0, "by": "Ada"}',
    '{"version": "1", "by": "Ada"}',
    '{"version": 1.5, "by": "Ada"}',
    '{"version": 1, "by": ""}',
    '{"version": 1, "by": ["Ada"]}',
    `{"version": 1, "by": "${canary.repeat(30)}"}`,
    '{"version": 1, "by": "Ada", "acceptFlagged": "yes"}',
    '{"version": 1, "by": "Ada", "at": "2026-01-01"}',
    `{"version": 1, "by": "${canary}"}`,
    '{"version": 1, "by": "Ada", "draft": false}',
    '{"version": null, "by": "Ada"}',
    '{"version": 1, "by": null}',
  ],
  "/v1/reports/none/revert": [
    "{}",
    '{"version": 1}',
    '{"to": 1}',
    '{"version": 0, "to": 1}',
    '{"version": 1, "to": 0}',
    '{"version": 1, "to": -1}',
    '{"version": 1, "to": "1"}',
    '{"version": 1, "to": 1.5}',
    '{"version": 1, "to": [1]}',
    '{"version": 1, "to": 1, "sections": []}',
    '{"version": null, "to": 1}',
    '{"version": 1, "to": null}',
    '{"version": 1, "to": 1, "by": "Ada"}',
    '{"version": 1e300, "to": 1}',
    '{"version": 1, "to": 1}',
  ],
  "/v1/libraries/some/ingest": [
    "{}",
    '{"sources": []}',
    '{"sources": "/data"}',
    '{"sources": ["data"]}',
    '{"sources": ["../data"]}',
    '{"sources": [""]}',
    '{"sources": [3]}',
    '{"sources": ["/data\\u0000"]}',
    `{"sources": ["/${"x".repeat(5_000)}"]}`,
    `{"sources": [${Array(101).fill('"/a"').join(", ")}]}`,
    '{"sources": ["/a"], "format": "zip"}',
    '{"sources": ["/a"], "format": 1}',
    '{"sources": ["/a"], "retryFailed": "yes"}',
    `{"sources": ["/a"], "map": "/etc/${canary}"}`,
    '{"sources": ["/a"], "dryRun": true}',
  ],
};

describe.each(Object.entries(bodies))("POST %s", (path, own) => {
  const all = [...neverJson, ...own];

  test("refuses 24 bodies and more, in the one shape, without repeating them", async () => {
    expect(all.length).toBeGreaterThanOrEqual(24);
    for (const template of all) {
      const body = template.replace("SCAN", `"${scan}"`);
      const reply = await fetch(`${server.url}${path}`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
      const text = await reply.clone().text();
      expect({
        body: body.slice(0, 120),
        status: Math.floor(reply.status / 100),
        text: text.slice(0, 200),
      }).toMatchObject({ status: 4 });
      await readError(reply);
      expect(text).not.toMatch(/CANARY|JANE|passwd|\/etc|node_modules| {4}at /);
    }
    expect((await server.send("GET", "/healthz")).status).toBe(200);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])(
    "refuses the content type %j",
    async (type) => {
      const reply = await fetch(`${server.url}${path}`, {
        method: "POST",
        body: new Blob(["{}"]),
        headers: type ? { "content-type": type } : {},
      });
      expect(await readError(reply)).toEqual({ status: 415, code: "MEDIA_TYPE_UNSUPPORTED" });
    },
  );

  test("refuses a body that is too long, announced or not", async () => {
    const init = { method: "POST", headers: { "content-type": "application/json" } };
    const long = " ".repeat(1_000_001);
    expect(await readError(await fetch(`${server.url}${path}`, { ...init, body: long }))).toEqual({
      status: 413,
      code: "BODY_TOO_LARGE",
    });
    const stream = new Blob([long]).stream();
    const chunked = await fetch(`${server.url}${path}`, { ...init, body: stream, duplex: "half" });
    expect(await readError(chunked)).toEqual({ status: 413, code: "BODY_TOO_LARGE" });
  });
});

test.each(["/v1/jobs/x/cancel", "/v1/jobs/x/retry", "/v1/samples/x/scan"])(
  "POST %s refuses a body that says anything",
  async (path) => {
    for (const body of ["{", "[1]", '{"a": 1}', "null", canary])
      expect((await readError(await server.send("POST", path, undefined, { body }))).status).toBe(400);
    for (const body of ["", "{}", " { } "])
      expect((await readError(await server.send("POST", path, undefined, { body }))).status).toBe(404);
  },
);

test("an edit of a report is refused unless it is one of that report", async () => {
  const { id } = await server.post("/v1/reports", { scan }, Report, 201);
  const path = `/v1/reports/${id}`;
  for (const body of [
    {},
    { version: undefined, sections: [{ id: "findings", sentences: [] }] },
    { version: 0, sections: [{ id: "findings", sentences: [] }] },
    { version: "1", sections: [{ id: "findings", sentences: [] }] },
    { sections: [] },
    { sections: [{ id: "findings" }] },
    { sections: [{ id: canary, sentences: [] }] },
    { sections: [{ id: "findings", sentences: [{ text: "" }] }] },
    { sections: [{ id: "findings", sentences: [{ text: "a", citations: [], by: canary }] }] },
    {
      sections: [
        { id: "findings", sentences: [] },
        { id: "findings", sentences: [] },
      ],
    },
    { sections: [{ id: "findings", sentences: [] }], draft: false },
  ]) {
    const reply = await server.send("PATCH", path, { version: 1, ...body });
    expect(await reply.clone().text()).not.toContain("CANARY");
    expect((await readError(reply)).status).toBe(400);
  }
  expect((await server.get(path, Report)).version).toBe(1);
});

test("a library is deleted only by its name, given twice", async () => {
  await server.send("GET", "/readyz");
  for (const body of [{}, { confirm: "" }, { confirm: "Demo" }, { confirm: true }, { confirm: "demo", force: true }])
    expect((await readError(await server.send("DELETE", "/v1/libraries/demo", body))).status).toBe(400);
  expect((await server.send("GET", "/v1/libraries/demo")).status).toBe(200);
});

describe("an address", () => {
  test.each([
    ["GET", "/v1", 404, "ROUTE_UNKNOWN"],
    ["GET", "/v1/nothing", 404, "ROUTE_UNKNOWN"],
    ["GET", "/index.php", 404, "ROUTE_UNKNOWN"],
    ["GET", "/assets/..%2f..%2fpackage.json", 404, "ROUTE_UNKNOWN"],
    ["GET", "/assets/%2e%2e/index.html", 404, "ROUTE_UNKNOWN"],
    ["GET", "//etc/passwd", 404, "ROUTE_UNKNOWN"],
    ["GET", "/v1/scans/nothing", 404, "SCAN_NOT_FOUND"],
    ["GET", "/v1/scans/..%2f..%2fconfig.json", 404, "SCAN_NOT_FOUND"],
    ["GET", "/v1/scans/SCAN/views/v9.png", 404, "SCAN_NOT_FOUND"],
    ["GET", "/v1/scans/SCAN/views/v1.gif", 404, "ROUTE_UNKNOWN"],
    ["GET", "/v1/scans/SCAN/views/v1.png?thumb=0", 400, "REQUEST_INVALID"],
    ["GET", "/v1/scans/SCAN/views/v1.png?thumb=99999", 400, "REQUEST_INVALID"],
    ["GET", "/v1/scans/SCAN/views/v1.png?thumb=48&size=3", 400, "REQUEST_INVALID"],
    ["DELETE", "/v1/scans/nothing", 404, "SCAN_NOT_FOUND"],
    ["GET", "/v1/reports/nothing.json", 404, "REPORT_UNKNOWN"],
    ["GET", "/v1/reports/..%2f..%2fconfig.json", 404, "REPORT_UNKNOWN"],
    ["GET", "/v1/reports/nothing.exe", 404, "REPORT_UNKNOWN"],
    ["DELETE", "/v1/reports/nothing", 404, "REPORT_UNKNOWN"],
    ["GET", "/v1/reports/nothing.json?version=0", 400, "REQUEST_INVALID"],
    ["GET", "/v1/reports/nothing/versions", 404, "REPORT_UNKNOWN"],
    ["GET", "/v1/reports/nothing/versions/1", 404, "REPORT_UNKNOWN"],
    ["GET", "/v1/reports/nothing/versions/0", 404, "ROUTE_UNKNOWN"],
    ["GET", "/v1/reports/..%2f..%2fx/versions/1", 404, "REPORT_UNKNOWN"],
    ["GET", "/v1/reports/nothing/versions/1?against=x", 400, "REQUEST_INVALID"],
    ["DELETE", "/v1/reports/..%2f..%2fconfig.json", 404, "REPORT_UNKNOWN"],
    ["GET", "/v1/explain/nothing", 404, "ANSWER_UNKNOWN"],
    ["GET", "/v1/explain/..%2f..%2fconfig", 404, "ANSWER_UNKNOWN"],
    ["GET", "/v1/explain/nothing?replay=maybe", 400, "REQUEST_INVALID"],
    ["GET", "/v1/sessions/nothing", 404, "SESSION_UNKNOWN"],
    ["DELETE", "/v1/sessions/nothing", 404, "SESSION_UNKNOWN"],
    ["GET", "/v1/sessions?scan=short", 400, "REQUEST_INVALID"],
    ["GET", "/v1/libraries/nothing", 404, "LIBRARY_UNKNOWN"],
    ["GET", "/v1/libraries/..%2f..", 400, "LIBRARY_NAME_INVALID"],
    ["GET", "/v1/libraries/nothing/pairs", 404, "LIBRARY_UNKNOWN"],
    ["GET", "/v1/libraries/demo/pairs?limit=0", 400, "REQUEST_INVALID"],
    ["GET", "/v1/libraries/demo/pairs?limit=1000", 400, "REQUEST_INVALID"],
    ["GET", "/v1/libraries/demo/pairs?offset=-1", 400, "REQUEST_INVALID"],
    ["GET", "/v1/libraries/demo/pairs?where=%27", 400, "WHERE_INVALID"],
    ["GET", "/v1/libraries/demo/pairs/nothing", 404, "PAIR_UNKNOWN"],
    ["GET", "/v1/libraries/demo/pairs/nothing/view.jpg", 404, "PAIR_UNKNOWN"],
    ["POST", "/v1/samples/nothing/scan", 404, "SAMPLE_UNKNOWN"],
    ["GET", "/v1/jobs/nothing", 404, "JOB_UNKNOWN"],
    ["GET", "/v1/jobs/nothing/events", 404, "JOB_UNKNOWN"],
    ["POST", "/v1/jobs/nothing/cancel", 404, "JOB_UNKNOWN"],
    ["POST", "/v1/jobs/nothing/retry", 404, "JOB_UNKNOWN"],
    ["GET", "/v1/ask", 405, "METHOD_NOT_ALLOWED"],
    ["PUT", "/v1/scans", 405, "METHOD_NOT_ALLOWED"],
    ["POST", "/", 405, "METHOD_NOT_ALLOWED"],
    ["PATCH", "/v1/libraries/demo", 405, "METHOD_NOT_ALLOWED"],
    ["OPTIONS", "/v1/ask", 405, "METHOD_NOT_ALLOWED"],
  ])("%s %s is %i %s", async (method, path, status, code) => {
    const reply = await server.send(method, path.replace("SCAN", scan));
    expect(await readError(reply)).toEqual({ status, code });
    expect(reply.headers.has("allow")).toBe(status === 405);
  });

  test("says which methods it takes", async () => {
    const reply = await server.send("PUT", "/v1/libraries/demo");
    expect(reply.headers.get("allow")?.split(", ").sort()).toEqual(["DELETE", "GET", "HEAD"]);
  });

  test("that cannot be read is refused in the same shape", async () => {
    const { status, body } = await rawRequest(server.url, { headers: { host: "a b" } });
    expect([status, JSON.parse(body).error.code]).toEqual([400, "REQUEST_INVALID"]);
  });
});

test("the ingest of a library that cannot be named so is refused at once", async () => {
  const reply = await server.send("POST", "/v1/libraries/.hidden/ingest", { sources: ["/data"] });
  expect(await readError(reply)).toEqual({ status: 400, code: "LIBRARY_NAME_INVALID" });
});

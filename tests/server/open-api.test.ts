import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createServer } from "../../src/server/create-server.ts";
import { type HttpServer, startHttpServer } from "../support/http-server.ts";

const Operation = z.looseObject({
  summary: z.string().min(1),
  tags: z.array(z.string()).min(1),
  operationId: z.string(),
  requestBody: z.looseObject({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.enum(["path", "query"]) })).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
});
const Document = z.looseObject({
  openapi: z.string().startsWith("3.1"),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

let server: HttpServer;
let document: z.output<typeof Document>;

beforeAll(async () => {
  server = await startHttpServer();
  document = await server.get("/openapi.json", Document);
});
afterAll(() => server[Symbol.asyncDispose]());

test("every route is described, and nothing else", () => {
  const parts = {
    app: server.app,
    version: "0",
    shutdown: new AbortController().signal,
    track: () => {},
    maxUploadBytes: 1,
    bodyMs: 1,
    pageFolder: "/",
    onUnexpected: () => {},
  };
  const { routes } = createServer(parts, { kind: "loopback", host: "127.0.0.1", port: () => 0 });
  const shape = (path: string) =>
    path.replace(/:\w+(\{(?:[^{}]|\{[^}]*\})*\})?/g, "{}").replace(/\{[^}]+\}(\.(?:png|\{format\}))?/g, "{}");
  const registered = routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method.toLowerCase()} ${shape(path)}`);
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${shape(path)}`),
  );
  expect([...new Set(described)].sort()).toEqual([...new Set(registered)].sort());
  expect(document.paths).toHaveProperty(["/v1/reports/{id}.{format}", "get"]);
});

test("each may refuse in the one shape, and has an id of its own", () => {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  for (const { responses } of operations)
    expect(JSON.stringify(responses.default)).toContain("#/components/schemas/Error");
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
});

test("every body that is JSON has its schema, and every part of an address its parameter", () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const [method, { requestBody, parameters = [] }] of Object.entries(methods)) {
      expect({
        path,
        names: parameters
          .filter((each) => each.in === "path")
          .map(({ name }) => name)
          .sort(),
      }).toEqual({ path, names: inPath });
      const bare = /\/(cancel|retry|scan)$/.test(path);
      if (["post", "patch"].includes(method) && !bare) expect(requestBody?.content).toBeDefined();
    }
  }
});

test("every schema that is pointed to is there", () => {
  const text = JSON.stringify(document);
  const names = [...text.matchAll(/#\/components\/schemas\/([\w.]+)/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(30);
  expect([...new Set(names)].filter((name) => !(name in document.components.schemas))).toEqual([]);
  expect([...text.matchAll(/"#\/\$defs\//g)]).toEqual([]);
});

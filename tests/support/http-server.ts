import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { z } from "zod";
import type { App } from "../../src/app/contract.ts";
import { createApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config/config.ts";
import { type ListenOptions, listen } from "../../src/server/listen.ts";
import { AddedScan, ErrorDocument } from "../../src/server/schemas/scan-replies.ts";
import { root } from "./mini.ts";

type ListenChoices = Partial<
  Pick<ListenOptions, "host" | "maxUploadBytes" | "pageFolder" | "graceMs" | "workMs" | "bodyMs">
>;

export interface HttpServerOptions extends ListenChoices {
  /** @default a new folder, which is gone once the server is closed */
  readonly home?: string;
  /** What config.json holds. */
  readonly config?: object;
  readonly environment?: NodeJS.ProcessEnv;
  readonly token?: string;
  /** What is served instead of the application, made from it. */
  readonly serve?: (app: App) => App;
}

export interface HttpServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly home: string;
  readonly app: App;
  /** What was not foreseen. */
  readonly unexpected: unknown[];
  /** A request with JSON, and its reply. */
  send(method: string, path: string, body?: unknown, init?: RequestInit): Promise<Response>;
  /** A reply of that status, which its schema describes without a rest. */
  get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>>;
  post<S extends z.ZodType>(path: string, body: unknown, schema: S, status?: number): Promise<z.output<S>>;
  /** Stores bytes as a scan; returns its id. */
  upload(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Ends the server, and not its application. */
  close(): Promise<void>;
}

/** The real server with the real application, on a port of its own. */
export async function startHttpServer(options: HttpServerOptions = {}): Promise<HttpServer> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), "caselens-http-")));
  if (options.config) await writeFile(join(home, "config.json"), JSON.stringify(options.config));
  const { config: _, environment = {}, token = null, serve = (same) => same, home: __, ...choices } = options;
  const app = createApp(await loadConfig({ home }, environment));
  const unexpected: unknown[] = [];
  const server = await listen({
    app: serve(app),
    host: "127.0.0.1",
    port: 0,
    token,
    version: "0.0.0",
    maxUploadBytes: 20_000_000,
    pageFolder: join(root, "dist", "ui"),
    onUnexpected: (error) => void unexpected.push(error),
    ...choices,
  });
  const send: HttpServer["send"] = (method, path, body, init = {}) =>
    fetch(`${server.url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      ...init,
    });
  return {
    url: server.url,
    port: Number(new URL(server.url).port),
    home,
    app,
    unexpected,
    send,
    get: async (path, schema) => readReply(await send("GET", path), schema, 200),
    post: async (path, body, schema, status = 200) => readReply(await send("POST", path, body), schema, status),
    async upload(bytes) {
      const reply = await fetch(`${server.url}/v1/scans`, {
        method: "POST",
        body: bytes,
        headers: { "content-type": "application/octet-stream" },
      });
      expect(reply.status).toBe(201);
      return AddedScan.parse(await reply.json()).id;
    },
    close: server.close,
    async [Symbol.asyncDispose]() {
      await server.close();
      await app[Symbol.asyncDispose]();
      if (options.home === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}

/** The reply as its schema gives it; the schema must know all of it. */
export async function readReply<S extends z.ZodType>(reply: Response, schema: S, status: number): Promise<z.output<S>> {
  const body: unknown = await reply.json();
  if (reply.status !== status) expect({ status: reply.status, body }).toEqual({ status }); // shows what it was instead
  expect(reply.headers.get("content-type")).toBe("application/json");
  const parsed = schema.parse(body);
  expect(parsed).toEqual(body);
  return parsed;
}

/** The code of a refusal, which has the one shape of all of them. */
export async function readError(reply: Response): Promise<{ readonly status: number; readonly code: string }> {
  const { error } = await readReply(reply, ErrorDocument, reply.status);
  expect(error.requestId).toBe(reply.headers.get("x-request-id"));
  expect([error.message, error.remedy]).not.toContain("");
  return { status: reply.status, code: error.code };
}

export interface RawReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request whose every header is the caller's, as no browser and no `fetch` would send it. */
export async function rawRequest(
  url: string,
  {
    method = "GET",
    headers = {},
    body = "",
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<RawReply> {
  const sent = request(url, { method, headers, setHost: headers.host === undefined, agent: false });
  sent.end(body);
  const [reply] = await once(sent, "response");
  let text = "";
  for await (const piece of reply.setEncoding("utf8")) text += piece;
  return { status: reply.statusCode, headers: reply.headers, body: text };
}

export interface StreamEvent {
  readonly event: string;
  readonly data: unknown;
}

/** The events of a stream, one by one. */
export async function* readEvents(reply: Response): AsyncGenerator<StreamEvent> {
  expect(reply.headers.get("content-type")).toBe("text/event-stream");
  let rest = "";
  const decoder = new TextDecoder();
  for await (const piece of reply.body ?? []) {
    const blocks = (rest + decoder.decode(piece, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      if (event !== undefined) yield { event, data: JSON.parse(data) };
      else expect(block).toBe(": still here");
    }
  }
  expect(rest).toBe("");
}

/** All events of a stream, which ends with the one terminal event it has. */
export async function allEvents(reply: Response): Promise<readonly StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of readEvents(reply)) events.push(event);
  const terminal = events.filter(({ event }) => event === "done" || event === "error");
  expect(terminal).toHaveLength(1);
  expect(events.at(-1)).toBe(terminal[0]);
  return events;
}

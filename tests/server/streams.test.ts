import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Answer, Explanation, Report } from "../../src/server/schemas/answer-replies.ts";
import { ErrorDocument } from "../../src/server/schemas/scan-replies.ts";
import { type FakeLlmServer, fakeLlm, type LlmBehaviour, startFakeLlm } from "../support/fake-llm-servers.ts";
import {
  allEvents,
  type HttpServer,
  readError,
  readEvents,
  readReply,
  startHttpServer,
} from "../support/http-server.ts";
import { root } from "../support/mini.ts";
import { makePictureSource } from "../support/picture-source.ts";

/** Stands in the question, in the key and in what the language model's server says. */
const canary = "CANARY-7f3a";
const question = `What does this show, ${canary}?`;

let llm: FakeLlmServer;
let server: HttpServer;
let scan: string;

beforeAll(async () => {
  llm = await startFakeLlm("openai", { kind: "silence" });
  server = await startHttpServer({
    environment: { LLM_KEY: `sk-${canary}` },
    config: {
      languageModels: {
        local: { provider: "openai", model: "tiny", baseUrl: llm.baseUrl, apiKeyEnv: "LLM_KEY", timeoutSeconds: 1 },
        patient: { provider: "openai", model: "tiny", baseUrl: llm.baseUrl, timeoutSeconds: 600 },
        gone: { provider: "ollama", model: "tiny", baseUrl: "http://127.0.0.1:9" },
        keyless: { provider: "openai", model: "tiny", baseUrl: llm.baseUrl, apiKeyEnv: "NO_SUCH_KEY" },
        remote: { provider: "openai", model: "large", baseUrl: "https://llm.hospital.example/v1" },
      },
    },
  });
  scan = await retinaOf(server);
});
afterAll(async () => {
  expect(server.unexpected).toEqual([]);
  await server[Symbol.asyncDispose]();
  await llm.close();
});

async function retinaOf(of: HttpServer): Promise<string> {
  return of.upload(new Uint8Array(await readFile(join(root, "samples/images/retina.jpg"))));
}

const ask = (body: object, init?: RequestInit, of = server) =>
  of.send(
    "POST",
    "/v1/ask",
    { scan, question, ...body },
    init && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ scan, question, ...body }),
      ...init,
    },
  );

const said = ["This image looks like", " a fundus photograph [1].", " It is very clear"];

describe("a stream that a language model writes", () => {
  test("comes piece by piece and ends with the whole answer", async () => {
    llm.behaviour = { kind: "answer", pieces: said.slice(0, 2) };
    const events = await allEvents(await ask({ llm: "local" }));
    expect(events.filter(({ event }) => event === "token").length).toBeGreaterThan(1);
    expect(Answer.parse(events.at(-1)?.data).provenance.backend).toBe("local");
  });

  const failures: readonly { name: string; behaviour: LlmBehaviour; code: string; kept: boolean }[] = [
    { name: "is silent", behaviour: { kind: "silence" }, code: "LLM_TIMEOUT", kept: false },
    { name: "stops in the middle", behaviour: { kind: "hang", pieces: said }, code: "LLM_TIMEOUT", kept: true },
    {
      name: "answers 429",
      behaviour: { kind: "status", status: 429, body: `{"error": "${canary}"}` },
      code: "LLM_RATE_LIMITED",
      kept: false,
    },
    { name: "answers 500", behaviour: { kind: "status", status: 500, body: canary }, code: "LLM_FAILED", kept: false },
    {
      name: "answers 401",
      behaviour: { kind: "status", status: 401, body: `{"error": "bad key sk-${canary}"}` },
      code: "LLM_AUTH",
      kept: false,
    },
    { name: "answers HTML", behaviour: { kind: "html" }, code: "LLM_BAD_REPLY", kept: false },
    {
      name: "sends what is not JSON",
      behaviour: { kind: "bad json", pieces: said },
      code: "LLM_BAD_REPLY",
      kept: true,
    },
    {
      name: "fails in the middle",
      behaviour: { kind: "in-stream error", pieces: said, message: canary },
      code: "LLM_FAILED",
      kept: true,
    },
    { name: "is cut off", behaviour: { kind: "cut", pieces: said }, code: "LLM_CUT_OFF", kept: true },
    { name: "ends without an end", behaviour: { kind: "no end mark", pieces: said }, code: "LLM_CUT_OFF", kept: true },
  ];
  test.each(failures)(
    "that $name ends with one $code, and what was said is kept: $kept",
    async ({ behaviour, code, kept }) => {
      llm.behaviour = behaviour;
      const events = await allEvents(await ask({ llm: "local" }));
      expect(events.some(({ event }) => event === "evidence")).toBe(true);
      const last = events.at(-1);
      expect(last?.event).toBe("error");
      const { error } = ErrorDocument.strict().parse(last?.data);
      expect(error.code).toBe(code);
      expect(JSON.stringify(error)).not.toMatch(/CANARY|127\.0\.0\.1|sk-/);
      expect(error.answerId !== undefined).toBe(kept);
      if (error.answerId !== undefined)
        expect(await server.get(`/v1/explain/${error.answerId}`, Explanation)).toMatchObject({ kind: "answer" });
    },
  );

  test("whose server is not there ends with one error", async () => {
    const events = await allEvents(await ask({ llm: "gone" }));
    expect(events.at(-1)).toMatchObject({ event: "error", data: { error: { code: "LLM_UNREACHABLE" } } });
    expect(JSON.stringify(events.at(-1))).not.toContain("127.0.0.1");
  });

  test("is cancelled within a second when the client goes", async () => {
    await using own = await fakeLlm("openai", { kind: "hang", pieces: said });
    await using other = await startHttpServer({
      config: {
        languageModels: { slow: { provider: "openai", model: "m", baseUrl: own.baseUrl, timeoutSeconds: 600 } },
      },
    });
    await retinaOf(other); // the same bytes have the same id
    const stop = new AbortController();
    const reply = await ask({ llm: "slow" }, { signal: stop.signal }, other);
    let goneAt = 0;
    await expect(async () => {
      for await (const { event } of readEvents(reply)) {
        if (event !== "token" || goneAt > 0) continue;
        goneAt = performance.now();
        stop.abort();
      }
    }).rejects.toMatchObject({ name: "AbortError" });
    expect((await own.closedByClient) - goneAt).toBeLessThan(1_000);
    expect(other.unexpected).toEqual([]);
  });

  test("is cancelled too while it still gathers evidence", async () => {
    const stop = new AbortController();
    const reply = ask({ llm: "patient" }, { signal: stop.signal });
    stop.abort();
    await expect(reply).rejects.toMatchObject({ name: "AbortError" });
    expect((await server.send("GET", "/healthz")).status).toBe(200);
  });
});

describe("a report that a language model was to word", () => {
  test("is an error where the model fails, which names the evidence writer's draft", async () => {
    llm.behaviour = { kind: "in-stream error", pieces: said, message: canary };
    const reply = await server.send("POST", "/v1/reports", { scan, llm: "local" });
    expect(reply.status).toBe(502);
    const text = await reply.text();
    expect(text).not.toMatch(/CANARY|127\.0\.0\.1|sk-/);
    const { error } = ErrorDocument.strict().parse(JSON.parse(text));
    expect(error).toMatchObject({ code: "LLM_FAILED", reportId: expect.any(String) });
    const kept = await server.get(`/v1/reports/${error.reportId}`, Report);
    expect(kept).toMatchObject({ draft: true, provenance: { backend: "evidence-writer" } });
  });
});

describe("before the first event a refusal has a status", () => {
  test.each([
    { name: "an unknown session", body: { session: "none" }, expected: { status: 404, code: "SESSION_UNKNOWN" } },
    { name: "an unknown scan", body: { scan: "none" }, expected: { status: 404, code: "SCAN_NOT_FOUND" } },
    { name: "an unknown view", body: { view: "v2" }, expected: { status: 404, code: "SCAN_NOT_FOUND" } },
    { name: "an unknown library", body: { library: "none" }, expected: { status: 404, code: "LIBRARY_UNKNOWN" } },
    { name: "an unknown language model", body: { llm: "none" }, expected: { status: 400, code: "LLM_UNKNOWN" } },
    {
      name: "a language model without its key",
      body: { llm: "keyless" },
      expected: { status: 502, code: "LLM_KEY_MISSING" },
    },
  ])("$name", async ({ body, expected }) => {
    expect(await readError(await ask(body))).toEqual(expected);
  });

  test("a session about another scan", async () => {
    const events = await allEvents(await ask({ question: "What kind of image is this?" }));
    const { session } = Answer.parse(events.at(-1)?.data);
    const other = await server.upload(new Uint8Array(await readFile(join(root, "samples/images/cell.png"))));
    expect(await readError(await ask({ session, scan: other }))).toEqual({ status: 409, code: "SESSION_OTHER_SCAN" });
  });

  test.each(["/v1/ask", "/v1/reports"])(
    "a remote model that nobody agreed to, by its name and host: %s",
    async (path) => {
      const reply = await server.send("POST", path, { scan, llm: "remote", ...(path === "/v1/ask" && { question }) });
      const text = await reply.clone().text();
      expect(await readError(reply)).toEqual({ status: 409, code: "REMOTE_NOT_CONFIRMED" });
      expect(text).toMatch(/\\"remote\\".*llm\.hospital\.example/);
      expect(text).not.toContain("CANARY");
    },
  );
});

describe("a server that is being stopped", () => {
  test("ends every stream with its last event, and is gone soon", async () => {
    await using own = await fakeLlm("ollama", { kind: "hang", pieces: said });
    await using other = await startHttpServer({
      config: {
        languageModels: { slow: { provider: "ollama", model: "m", baseUrl: own.baseUrl, timeoutSeconds: 600 } },
      },
    });
    await retinaOf(other); // the same bytes have the same id
    const replies = await Promise.all(Array.from({ length: 12 }, () => ask({ llm: "slow" }, undefined, other)));
    let streaming = 0;
    const started = performance.now();
    const ends = await Promise.all(
      replies.map(async (reply) => {
        const events: unknown[] = [];
        for await (const { event, data } of readEvents(reply)) {
          if (event === "token" && !events.includes("token") && ++streaming === replies.length) void other.close();
          events.push(event === "error" ? ErrorDocument.parse(data).error.code : event);
        }
        return events.slice(-1);
      }),
    );
    expect(ends).toEqual(Array(12).fill(["SHUTTING_DOWN"]));
    await expect(fetch(`${other.url}/healthz`)).rejects.toThrow();
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(other.unexpected).toEqual([]);
  });

  test("cuts off who is left after a while, and is closed once nothing computes any more", async () => {
    await using other = await startHttpServer({ graceMs: 0 });
    await retinaOf(other);
    const labels = Array.from({ length: 300 }, (_, i) => `finding number ${i}`);
    const requests = ["/v1/classify", "/v1/classify", "/v1/ask", "/v1/reports"].map((path) =>
      other.send("POST", path, {
        scan,
        ...(path === "/v1/classify" ? { labels } : path === "/v1/ask" ? { question } : {}),
      }),
    );
    await other.send("GET", "/v1/samples"); // after it they run
    const closed = other.close();
    const outcomes = await Promise.allSettled(requests);
    expect(outcomes.some(({ status }) => status === "rejected")).toBe(true);
    await closed; // the application is closed next: in the middle of a computation that would end the process
  });

  test("leaves work behind that never ends, once its limits are over", async () => {
    let begin = () => {};
    const began = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const similar = () => {
      begin();
      return new Promise<never>(() => {});
    };
    await using other = await startHttpServer({ serve: (app) => ({ ...app, similar }), graceMs: 50, workMs: 50 });
    const search = other.send("POST", "/v1/search", { text: "brain" }).then(
      () => "answered",
      () => "cut off",
    );
    await began;
    await other.close();
    expect(await search).toBe("cut off");
  });

  test("lets a request that runs come to its end", async () => {
    await using other = await startHttpServer({ graceMs: 60_000 });
    await retinaOf(other); // the same bytes have the same id
    const report = other.send("POST", "/v1/reports", { scan });
    const upload = other.upload(new Uint8Array(await readFile(join(root, "samples/images/cell.png"))));
    await upload;
    const closed = other.close();
    await readReply(await report, Report, 201);
    await closed;
  });
});

describe("the stream of a job", () => {
  test("ends with the job as it was cancelled; a client that goes does not stop it", async () => {
    const { folder } = await makePictureSource(join(server.home, "many"), { pictures: 300 });
    const started = await server.send("POST", "/v1/libraries/many/ingest", { sources: [folder] });
    const path = started.headers.get("location") ?? "";
    const stop = new AbortController();
    const left = await server.send("GET", `${path}/events`, undefined, { signal: stop.signal });
    stop.abort();
    await expect(left.text()).rejects.toMatchObject({ name: "AbortError" });
    const events: unknown[] = [];
    for await (const { event, data } of readEvents(await server.send("GET", `${path}/events`))) {
      if (event === "progress" && !events.includes("progress")) await server.send("POST", `${path}/cancel`);
      events.push(event);
      if (event === "done") expect(data).toMatchObject({ state: "cancelled", error: null });
    }
    expect(events.filter((event) => event !== "progress")).toEqual(["done"]);
  });

  test("that ended before has one event", async () => {
    const { folder } = await makePictureSource(join(server.home, "few"), { pictures: 1 });
    const started = await server.send("POST", "/v1/libraries/few/ingest", { sources: [folder] });
    const path = `${started.headers.get("location")}/events`;
    await allEvents(await server.send("GET", path));
    expect((await allEvents(await server.send("GET", path))).map(({ event }) => event)).toEqual(["done"]);
  });
});

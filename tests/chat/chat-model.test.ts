import { CallbackManager } from "@langchain/core/callbacks/manager";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createChatModel } from "../../src/chat/backends/chat-model.ts";
import type { LanguageModelSettings } from "../../src/chat/backends/settings.ts";
import type { ChatMessage } from "../../src/chat/chat-model.ts";
import { ChatModelError } from "../../src/chat/errors.ts";
import {
  type FakeLlmServer,
  fakeLlm,
  type LlmBehaviour,
  type LlmShape,
  llmShapes,
} from "../support/fake-llm-servers.ts";

const canary = "Kanarienvogel";
const key = "sk-geheim-123";
const messages: readonly ChatMessage[] = [
  { role: "system", parts: [{ kind: "text", text: "Rules." }] },
  { role: "user", parts: [{ kind: "text", text: `What is it, ${canary}?` }] },
];
const pieces = ["This ", "is ", "an MRI."];

function settingsOf(
  shape: LlmShape,
  server: FakeLlmServer,
  more: Partial<LanguageModelSettings> = {},
): LanguageModelSettings {
  return {
    name: "mine",
    provider: shape,
    model: "m",
    baseUrl: server.baseUrl,
    apiKey: () => key,
    timeoutMs: 1_000,
    ...more,
  };
}

/** Reads an answer to its end: what was said, and the error that ended it. */
async function read(settings: LanguageModelSettings, signal = new AbortController().signal, sent = messages) {
  const said: string[] = [];
  try {
    const model = createChatModel(settings, { patience: { random: Math.random, wait: async () => {} } });
    for await (const piece of model.stream(sent, signal)) said.push(piece);
    return { said, error: null };
  } catch (error) {
    return { said, error };
  }
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe.each(llmShapes)("a language model behind %s", (shape) => {
  test("streams its pieces, and its server gets the messages, the key and nothing else of ours", async () => {
    const server = await fakeLlm(shape, { kind: "answer", pieces });
    expect(await read(settingsOf(shape, server))).toEqual({ said: pieces, error: null });
    const [{ headers, body, path }] = server.requests;
    expect(server.requests).toHaveLength(1);
    expect(path).toBe({ ollama: "/api/chat", openai: "/v1/chat/completions", anthropic: "/v1/messages" }[shape]);
    expect(headers[shape === "anthropic" ? "x-api-key" : "authorization"]).toContain(key);
    expect(Object.keys(headers).filter((name) => /stainless|organization|project|langsmith/.test(name))).toEqual([]);
    expect(body).toContain(canary);
    expect(JSON.parse(body)).toMatchObject({ model: "m", stream: true });
  });

  test.each<readonly [string, LlmBehaviour, string, readonly string[]]>([
    ["429", { kind: "status", status: 429, body: '{"error":"slow down, Kanarienvogel"}' }, "LLM_RATE_LIMITED", []],
    ["500", { kind: "status", status: 500, body: '{"error":{"message":"Kanarienvogel"}}' }, "LLM_FAILED", []],
    ["401", { kind: "status", status: 401, body: `{"error":"bad key ${key}"}` }, "LLM_AUTH", []],
    ["403", { kind: "status", status: 403, body: "{}" }, "LLM_AUTH", []],
    ["404", { kind: "status", status: 404, body: '{"error":"model not found"}' }, "LLM_FAILED", []],
    ["a redirect elsewhere", { kind: "redirect", to: "http://127.0.0.1:9/steal" }, "LLM_FAILED", []],
    ["silence", { kind: "silence" }, "LLM_TIMEOUT", []],
    ["silence in mid-stream", { kind: "hang", pieces }, "LLM_TIMEOUT", pieces],
    ["HTML with 200", { kind: "html" }, "LLM_BAD_REPLY", []],
    ["bad JSON", { kind: "bad json", pieces }, "LLM_BAD_REPLY", pieces],
    ["an empty answer", { kind: "answer", pieces: [] }, "LLM_BAD_REPLY", []],
    ["an error in the stream", { kind: "in-stream error", pieces, message: canary }, "LLM_FAILED", pieces],
    ["no end mark", { kind: "no end mark", pieces }, "LLM_CUT_OFF", pieces],
    ["a cut in mid-stream", { kind: "cut", pieces }, "LLM_CUT_OFF", pieces],
  ])("%s ends it with one typed error, after what was said", async (name, behaviour, code, said) => {
    const printed = (["log", "warn", "error", "info", "debug"] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => {}),
    );
    const server = await fakeLlm(shape, behaviour);
    const end = await read(settingsOf(shape, server));
    expect(end.error).toBeInstanceOf(ChatModelError);
    expect(end.error).toMatchObject({ code, kind: "failure", backend: "mine" });
    expect(end.said).toEqual(said);
    expect(server.requests).toHaveLength(/^(?:429|500)$/.test(name) ? 3 : 1); // only what may pass is tried again
    const { error } = end;
    const words =
      error instanceof ChatModelError ? `${error.message} ${error.remedy} ${error.stack} ${String(error.cause)}` : "";
    for (const secret of [canary, key, String(server.port), "Log in"]) expect(words).not.toContain(secret);
    for (const each of printed) expect(each).not.toHaveBeenCalled();
  });

  test.each<readonly [Extract<LlmBehaviour, { kind: "chatter" }>["of"], number]>([
    ["comments", 1],
    ["hidden characters", 1],
    ["blanks", 1],
    ["thoughts", 10],
  ])("%s for ever are LLM_TIMEOUT after %i times the longest silence, after what was said", async (of, limits) => {
    const timeoutMs = 600; // a busy machine takes long to send the first piece
    const server = await fakeLlm(shape, { kind: "chatter", of, pieces, everyMs: 10 });
    const started = performance.now();
    const { said, error } = await read(settingsOf(shape, server, { timeoutMs }));
    const tookMs = performance.now() - started;
    expect(error).toMatchObject({ code: "LLM_TIMEOUT" });
    expect(said.slice(0, pieces.length)).toEqual(pieces);
    expect(said.join("").replaceAll(/[\u200b\s]/g, "")).toBe(pieces.join("").replaceAll(" ", ""));
    expect(tookMs).toBeGreaterThan(limits * timeoutMs * 0.9);
    expect(tookMs).toBeLessThan(limits * timeoutMs + 3_000);
    await server.closedByClient;
  });

  test("a model that thinks aloud for longer than it may be silent is waited for", async () => {
    const ends = { afterMs: 2_500, pieces };
    const server = await fakeLlm(shape, { kind: "chatter", of: "thoughts", pieces: [], everyMs: 20, ends });
    expect(await read(settingsOf(shape, server))).toEqual({ said: pieces, error: null });
  });

  test("nobody listening is LLM_UNREACHABLE", async () => {
    const server = await fakeLlm(shape, { kind: "silence" });
    await server.close();
    expect(await read(settingsOf(shape, server))).toMatchObject({ said: [], error: { code: "LLM_UNREACHABLE" } });
  });

  test("a host that has no address is LLM_UNREACHABLE", async () => {
    const server = await fakeLlm(shape, { kind: "silence" });
    const settings = settingsOf(shape, server, { baseUrl: "http://no-such-host.invalid/v1", timeoutMs: 5_000 });
    expect(await read(settings)).toMatchObject({ error: { code: "LLM_UNREACHABLE" } });
  });

  test("an abort closes the connection within a second and is passed on as it is", async () => {
    const server = await fakeLlm(shape, { kind: "hang", pieces });
    const control = new AbortController();
    const reason = new Error("stop");
    const stream = createChatModel(settingsOf(shape, server, { timeoutMs: 20_000 })).stream(messages, control.signal);
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    const at = performance.now();
    control.abort(reason);
    expect((await server.closedByClient) - at).toBeLessThan(1_000);
    const rest = async () => {
      for (;;) if ((await reader.next()).done) return;
    };
    await expect(rest()).rejects.toBe(reason);
  });

  test("a reader that stops early closes the connection too", async () => {
    const server = await fakeLlm(shape, { kind: "hang", pieces });
    for await (const _ of createChatModel(settingsOf(shape, server)).stream(messages, new AbortController().signal))
      break;
    const at = performance.now();
    expect((await server.closedByClient) - at).toBeLessThan(1_000);
  });

  test("an abort before the first byte sends nothing", async () => {
    const server = await fakeLlm(shape, { kind: "answer", pieces });
    const { error } = await read(settingsOf(shape, server), AbortSignal.abort("no"));
    expect(error).toBe("no");
    expect(server.requests).toEqual([]);
  });

  test("no variable of the environment switches tracing on, prints prompts, or sends them elsewhere", async () => {
    const server = await fakeLlm(shape, { kind: "answer", pieces });
    const spy = await fakeLlm("openai", { kind: "answer", pieces });
    const printed = vi.spyOn(console, "log").mockImplementation(() => {});
    for (const name of [
      "LANGSMITH_TRACING",
      "LANGSMITH_TRACING_V2",
      "LANGCHAIN_TRACING_V2",
      "LANGCHAIN_TRACING",
      "LANGCHAIN_VERBOSE",
    ]) {
      vi.stubEnv(name, "true");
    }
    for (const name of [
      "LANGSMITH_ENDPOINT",
      "LANGCHAIN_ENDPOINT",
      "LANGSMITH_GATEWAY",
      "OPENAI_BASE_URL",
      "ANTHROPIC_BASE_URL",
      "OLLAMA_HOST",
    ]) {
      vi.stubEnv(name, spy.url);
    }
    vi.stubEnv("LANGSMITH_API_KEY", "ls-key");
    vi.stubEnv("OPENAI_API_KEY", "env-key");
    vi.stubEnv("OPENAI_ORG_ID", "org-hospital");
    vi.stubEnv("ANTHROPIC_API_KEY", "env-key");
    const configured = vi.spyOn(CallbackManager, "_configureSync"); // where LangChain reads those variables
    const { apiKey: _, ...keyless } = settingsOf(shape, server);
    expect(await read(keyless)).toEqual({ said: pieces, error: null });
    expect(configured).not.toHaveBeenCalled();
    expect(server.requests).toHaveLength(1);
    expect(spy.requests).toEqual([]);
    expect(JSON.stringify(server.requests[0].headers)).not.toMatch(/env-key|org-hospital|ls-key/);
    expect(printed).not.toHaveBeenCalled();
  });

  test("a picture goes whole and in its place to a model that takes them, and to no other", async () => {
    const server = await fakeLlm(shape === "ollama" ? "openai" : shape, { kind: "answer", pieces });
    const bytes = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);
    const shown: readonly ChatMessage[] = [
      {
        role: "user",
        parts: [
          { kind: "text", text: "before" },
          { kind: "picture", mediaType: "image/jpeg", bytes },
          { kind: "text", text: "after" },
        ],
      },
    ];
    const seeing = settingsOf(shape, server, {
      baseUrl: shape === "openai" ? server.baseUrl : server.url,
      vision: true,
    });
    expect((await read(seeing, undefined, shown)).error).toBeNull();
    const [{ body, path }] = server.requests;
    expect(body.split("/9j/4A==")).toHaveLength(2); // once
    expect(body.indexOf("before")).toBeLessThan(body.indexOf("/9j/4A=="));
    expect(body.indexOf("/9j/4A==")).toBeLessThan(body.indexOf("after"));
    expect(path).toBe(shape === "anthropic" ? "/v1/messages" : "/v1/chat/completions");
    const blind = await read({ ...seeing, vision: false }, undefined, shown);
    expect(blind.error).toBeInstanceOf(RangeError);
    expect(server.requests).toHaveLength(1);
  });
});

describe("where a prompt goes", () => {
  test.each<readonly [LanguageModelSettings["provider"], string | undefined, string, string, boolean]>([
    ["ollama", undefined, "llama", "127.0.0.1:11434", false],
    ["ollama", undefined, "gpt-oss:120b-cloud", "ollama.com", true],
    ["ollama", "http://gpu.hospital:11434", "llama", "gpu.hospital:11434", true],
    ["openai", "http://localhost:8000/v1", "m", "localhost:8000", false],
    ["openai", "http://[::1]:8000/v1", "m", "[::1]:8000", false],
    ["openai", "http://127.0.0.1.evil.example/v1", "m", "127.0.0.1.evil.example", true],
    ["openai", undefined, "m", "api.openai.com", true],
    ["anthropic", undefined, "m", "api.anthropic.com", true],
  ])("%s at %s with %s: %s", (provider, baseUrl, model, host, remote) => {
    expect(createChatModel({ name: "mine", provider, model, baseUrl })).toMatchObject({ host, remote });
  });
});

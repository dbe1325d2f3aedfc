import { describe, expect, test } from "vitest";
import { createChatModel } from "../../src/chat/backends/chat-model.ts";
import { type Patience, readRetryAfterMs, waitBefore } from "../../src/chat/backends/retry.ts";
import type { ChatMessage } from "../../src/chat/chat-model.ts";
import type { TokenCounts } from "../../src/chat/token-usage.ts";
import { fakeLlm, type LlmShape, llmShapes } from "../support/fake-llm-servers.ts";

const messages: readonly ChatMessage[] = [{ role: "user", parts: [{ kind: "text", text: "What is it?" }] }];
const pieces = ["An ", "MRI."];
const signal = () => new AbortController().signal;

function settingsOf(shape: LlmShape, baseUrl: string) {
  return { name: "mine", provider: shape, model: "m", baseUrl, timeoutMs: 5_000 };
}

async function read(stream: AsyncIterable<string>): Promise<string> {
  let said = "";
  for await (const piece of stream) said += piece;
  return said;
}

describe.each(llmShapes)("a request to %s that is refused for now", (shape) => {
  test.each([429, 500, 502, 503, 504, 529])("with %i is made again until it is answered", async (status) => {
    const server = await fakeLlm(shape, { kind: "status", status, body: "{}" });
    const waits: number[] = [];
    const patience: Patience = {
      random: () => 0.5,
      async wait(ms) {
        waits.push(ms);
        if (waits.length === 2) server.behaviour = { kind: "answer", pieces };
      },
    };
    const model = createChatModel(settingsOf(shape, server.baseUrl), { patience });
    expect(await read(model.stream(messages, signal()))).toBe("An MRI.");
    expect(server.requests).toHaveLength(3);
    expect(waits).toEqual([250, 500]);
  });

  test("waits as long as the server asks, and not at all where that is longer than anybody waits", async () => {
    const server = await fakeLlm(shape, { kind: "status", status: 429, body: "{}", headers: { "retry-after": "3" } });
    const waits: number[] = [];
    const patience: Patience = {
      random: () => 0,
      async wait(ms) {
        waits.push(ms);
      },
    };
    const model = createChatModel(settingsOf(shape, server.baseUrl), { patience });
    await expect(read(model.stream(messages, signal()))).rejects.toMatchObject({ code: "LLM_RATE_LIMITED" });
    expect(waits).toEqual([3_000, 3_000]);
    server.behaviour = { kind: "status", status: 429, body: "{}", headers: { "retry-after": "3600" } };
    await expect(read(model.stream(messages, signal()))).rejects.toMatchObject({ code: "LLM_RATE_LIMITED" });
    expect(waits).toHaveLength(2);
  });

  test("is not made again after an abort, which is passed on as it is", async () => {
    const server = await fakeLlm(shape, { kind: "status", status: 503, body: "{}" });
    const control = new AbortController();
    const reason = new Error("stop");
    const patience: Patience = {
      random: () => 1,
      async wait(_, waiting) {
        control.abort(reason);
        waiting.throwIfAborted();
      },
    };
    const model = createChatModel(settingsOf(shape, server.baseUrl), { patience });
    await expect(read(model.stream(messages, control.signal))).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  test("a whole answer says what its server counted", async () => {
    const server = await fakeLlm(shape, { kind: "answer", pieces });
    const told: TokenCounts[] = [];
    const model = createChatModel({ ...settingsOf(shape, server.baseUrl), reportsTokens: true });
    await read(model.stream(messages, signal(), (tokens) => told.push(tokens)));
    expect(told).toEqual([{ prompt: 11, answer: 3 }]);
    const { body } = server.requests[0];
    expect(body.includes("include_usage")).toBe(shape === "openai");
  });
});

test("an OpenAI-compatible server of the user's is not asked to count unless the configuration says so", async () => {
  const server = await fakeLlm("openai", { kind: "answer", pieces });
  await read(createChatModel(settingsOf("openai", server.baseUrl)).stream(messages, signal()));
  expect(server.requests[0].body).not.toContain("stream_options");
});

test("Ollama is told how long a prompt may be: it cuts a longer one off at its beginning", async () => {
  const server = await fakeLlm("ollama", { kind: "answer", pieces });
  const model = createChatModel({ ...settingsOf("ollama", server.baseUrl), contextTokens: 12_345 });
  await read(model.stream(messages, signal()));
  expect(JSON.parse(server.requests[0].body)).toMatchObject({ options: { num_ctx: 12_345 } });
});

test.each([
  [1, null, 0.5, 250],
  [2, null, 0.5, 500],
  [3, null, 1, 2_000],
  [9, null, 1, 10_000],
  [1, 4_000, 0, 4_000],
  [1, 100, 1, 500],
  [1, 10_001, 0, null],
])("before try %i, asked for %s ms, at %d of the jitter, it waits %s ms", (tried, asked, random, ms) => {
  expect(waitBefore(tried, asked, { random: () => random })).toBe(ms);
});

test.each([
  ["2", 2_000],
  ["0.5", 500],
  ["Fri, 27 Nov 2026 12:00:05 GMT", 5_000],
  ["Fri, 27 Nov 2026 11:59:00 GMT", 0],
  ["soon", null],
])("Retry-After %s is %s ms", (value, ms) => {
  const now = Date.UTC(2026, 10, 27, 12, 0, 0);
  expect(readRetryAfterMs(new Headers({ "retry-after": value }), now)).toBe(ms);
});

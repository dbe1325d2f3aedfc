/**
 * How much later the first word of an answer comes through caselens than from the language model itself: the same fake server on
 * loopback, asked directly with fetch and through the chat model (LangChain, the wire's checks, the answer's checks).
 * Run: node --import tsx bench/first-token.ts
 */
import { AnswerText } from "../src/chat/answer-text.ts";
import { createChatModel } from "../src/chat/backends/chat-model.ts";
import type { ChatMessage } from "../src/chat/chat-model.ts";
import { llmShapes, startFakeLlm } from "../tests/support/fake-llm-servers.ts";

const rounds = 60;
const prompt = "x ".repeat(4_000);
const messages: readonly ChatMessage[] = [{ role: "user", parts: [{ kind: "text", text: prompt }] }];

const rows: string[] = [];
for (const shape of llmShapes) {
  await using server = await startFakeLlm(shape, { kind: "answer", pieces: Array.from({ length: 50 }, () => "word ") });
  const path = { ollama: "/api/chat", openai: "/chat/completions", anthropic: "/v1/messages" }[shape];

  async function direct(): Promise<number> {
    const at = performance.now();
    const body = JSON.stringify({ model: "m", stream: true, messages: [{ role: "user", content: prompt }] });
    const reply = await fetch(server.baseUrl + path, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    const reader = reply.body?.getReader();
    await reader?.read();
    const ms = performance.now() - at;
    await reader?.cancel();
    return ms;
  }
  const model = createChatModel({ name: "fake", provider: shape, model: "m", baseUrl: server.baseUrl });
  async function through(): Promise<number> {
    const at = performance.now();
    const shown = new AnswerText([]);
    for await (const piece of model.stream(messages, new AbortController().signal)) {
      if (shown.push(piece).text !== "") return performance.now() - at;
    }
    return Number.NaN;
  }

  const first = await through();
  const [a, b]: [number[], number[]] = [[], []];
  for (let i = 0; i < rounds; i++) {
    a.push(await direct());
    b.push(await through());
  }
  const [own, ours] = [quantiles(a), quantiles(b)];
  rows.push(
    `${shape.padEnd(10)} direct p50 ${own.p50.toFixed(1)} p95 ${own.p95.toFixed(1)} ms · through p50 ${ours.p50.toFixed(1)} p95 ${ours.p95.toFixed(1)} ms · added p50 ${(ours.p50 - own.p50).toFixed(1)} ms (× ${(ours.p50 / own.p50).toFixed(2)}) · first ever, with LangChain's import, ${first.toFixed(0)} ms`,
  );
}
process.stdout.write(`${rows.join("\n")}\n`);

function quantiles(values: readonly number[]): { readonly p50: number; readonly p95: number } {
  const sorted = [...values].sort((x, y) => x - y);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  return { p50: at(0.5), p95: at(0.95) };
}

import { describe, expect, test } from "vitest";
import { readFrame } from "../../src/chat/backends/frames.ts";

describe("a piece of text is heard where it can be seen", () => {
  const piece = (content: unknown) => ({
    ollama: JSON.stringify({ message: { role: "assistant", content }, done: false }),
    openai: `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}`,
    anthropic: `data: ${JSON.stringify({ type: "content_block_delta", delta: { type: "text_delta", text: content } })}`,
  });

  test.each([
    { text: "An MRI", kind: "answer" },
    { text: ".", kind: "answer" },
    { text: " 磁共振", kind: "answer" },
    { text: "\u0301", kind: "answer" },
    { text: "🧠", kind: "answer" },
    { text: "", kind: "more" },
    { text: " \n\t\u00a0\u3000", kind: "more" },
    { text: "\u200b\u200c\u200d\ufeff\u00ad", kind: "more" },
    { text: "\u202e\u2066\u061c", kind: "more" },
    { text: "\u3164\u115f\u2800\ufe0f\u034f", kind: "more" },
    { text: "\u{e0041}\u0000\u0007", kind: "more" },
    { text: null, kind: "more" },
    { text: ["An MRI"], kind: "more" },
  ])("$text: $kind", ({ text, kind }) => {
    const lines = piece(text);
    for (const shape of ["ollama", "openai", "anthropic"] as const)
      expect(readFrame(lines[shape], shape)).toEqual({ kind });
  });
});

test.each([
  { shape: "openai", line: ": keep-alive", kind: "more" },
  { shape: "openai", line: "", kind: "more" },
  { shape: "openai", line: 'data: {"choices": [{"delta": {"role": "assistant"}}]}', kind: "more" },
  { shape: "openai", line: 'data: {"choices": []}', kind: "more" },
  { shape: "openai", line: 'data: {"choices": [{"delta": "odd"}]}', kind: "more" },
  { shape: "openai", line: 'data: {"choices": [{"delta": {"reasoning": "hm"}}]}', kind: "thought" },
  { shape: "openai", line: 'data: {"choices": [{"delta": {"content": "A", "reasoning": "hm"}}]}', kind: "answer" },
  { shape: "openai", line: 'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}', kind: "end" },
  { shape: "anthropic", line: "event: ping", kind: "more" },
  { shape: "anthropic", line: 'data: {"type": "ping"}', kind: "more" },
  { shape: "anthropic", line: 'data: {"type": "content_block_start", "content_block": {"text": "A"}}', kind: "answer" },
  { shape: "anthropic", line: 'data: {"type": "content_block_delta", "delta": {"thinking": "hm"}}', kind: "thought" },
  { shape: "anthropic", line: 'data: {"type": "message_stop"}', kind: "end" },
  { shape: "ollama", line: '{"message": {"content": "", "thinking": "hm"}}', kind: "thought" },
  { shape: "ollama", line: '{"message": {"content": ""}, "done": true}', kind: "end" },
] as const)("a line of $shape, $line, is $kind", ({ shape, line, kind }) => {
  expect(readFrame(line, shape)).toEqual({ kind });
});

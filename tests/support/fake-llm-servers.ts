import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export const llmShapes = ["ollama", "openai", "anthropic"] as const;
export type LlmShape = (typeof llmShapes)[number];

/** What a fake language-model server does with a request. */
export type LlmBehaviour =
  /** The end comes `once` that is fulfilled. */
  | { readonly kind: "answer"; readonly pieces: readonly string[]; readonly once?: Promise<unknown> }
  /** Sends the pieces, then nothing more, and keeps the connection open. */
  | { readonly kind: "hang"; readonly pieces: readonly string[] }
  /** Sends the pieces, then something that keeps the connection open, now and then; and if it ever ends, more pieces and the end. */
  | {
      readonly kind: "chatter";
      readonly pieces: readonly string[];
      readonly of: "comments" | "hidden characters" | "blanks" | "thoughts";
      readonly everyMs: number;
      readonly ends?: { readonly afterMs: number; readonly pieces: readonly string[] };
    }
  /** Does not even send headers. */
  | { readonly kind: "silence" }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "html" }
  | { readonly kind: "bad json"; readonly pieces: readonly string[] }
  /** An error object in the stream after the pieces. */
  | { readonly kind: "in-stream error"; readonly pieces: readonly string[]; readonly message: string }
  /** Ends the reply properly, without its end mark. */
  | { readonly kind: "no end mark"; readonly pieces: readonly string[] }
  /** Destroys the connection after the pieces. */
  | { readonly kind: "cut"; readonly pieces: readonly string[] }
  | { readonly kind: "redirect"; readonly to: string };

export interface FakeLlmServer extends AsyncDisposable {
  readonly url: string;
  /** As the configuration wants it: OpenAI's with `/v1`. */
  readonly baseUrl: string;
  readonly port: number;
  behaviour: LlmBehaviour;
  readonly requests: { readonly path: string; readonly headers: IncomingMessage["headers"]; readonly body: string }[];
  /** Resolves when the client has closed the connection of a reply that was not finished. */
  readonly closedByClient: Promise<number>;
  /** When clients closed connections of replies that were not finished, by `performance.now()`. */
  readonly closings: readonly number[];
  /** Resolves once there are so many of them. */
  until(what: "requests" | "closings", count: number): Promise<void>;
  close(): Promise<void>;
}

/** A server on loopback that speaks like Ollama, an OpenAI-compatible one, or Anthropic. It ends with the test or the suite that closes it. */
export async function startFakeLlm(shape: LlmShape, behaviour: LlmBehaviour): Promise<FakeLlmServer> {
  const requests: FakeLlmServer["requests"] = [];
  let closed: (atMs: number) => void = () => {};
  const closedByClient = new Promise<number>((resolve) => {
    closed = resolve;
  });
  const closings: number[] = [];
  const changes = new EventEmitter().setMaxListeners(0);
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      requests.push({ path: request.url ?? "", headers: request.headers, body });
      changes.emit("change");
      response.on("close", () => {
        if (response.writableFinished) return;
        closings.push(performance.now());
        closed(performance.now());
        changes.emit("change");
      });
      if (request.url === "/api/tags") {
        response.setHeader("content-type", "application/json");
        response.end(
          JSON.stringify({ models: [{ name: "tiny:1b", details: { families: ["llama"] } }, { name: "big:cloud" }] }),
        );
        return;
      }
      act(shape, fake.behaviour, response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = addressOf(server.address());
  const url = `http://127.0.0.1:${port}`;
  async function close(): Promise<void> {
    server.closeAllConnections();
    if (!server.listening) return;
    server.close();
    await once(server, "close");
  }
  const fake: FakeLlmServer = {
    url,
    baseUrl: shape === "openai" ? `${url}/v1` : url,
    port,
    behaviour,
    requests,
    closedByClient,
    closings,
    async until(what, count) {
      while ((what === "requests" ? requests : closings).length < count) await once(changes, "change");
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return fake;
}

/** As `startFakeLlm`, closed after the test that asked for it. */
export async function fakeLlm(shape: LlmShape, behaviour: LlmBehaviour): Promise<FakeLlmServer> {
  const server = await startFakeLlm(shape, behaviour);
  onTestFinished(() => server.close());
  return server;
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address;
}

function act(shape: LlmShape, behaviour: LlmBehaviour, response: ServerResponse): void {
  switch (behaviour.kind) {
    case "silence":
      return;
    case "status":
      response
        .writeHead(behaviour.status, { "content-type": "application/json", ...behaviour.headers })
        .end(behaviour.body);
      return;
    case "redirect":
      response.writeHead(302, { location: behaviour.to }).end();
      return;
    case "html":
      response
        .writeHead(200, { "content-type": "text/html" })
        .end("<html><body>Log in to the hospital network</body></html>");
      return;
    default:
      stream(shape, behaviour, response);
  }
}

type Streamed = Extract<LlmBehaviour, { readonly pieces: readonly string[] }>;

function stream(shape: LlmShape, behaviour: Streamed, response: ServerResponse): void {
  response.writeHead(200, { "content-type": shape === "ollama" ? "application/x-ndjson" : "text/event-stream" });
  const wire = wires[shape];
  response.write(wire.start);
  for (const piece of behaviour.pieces) response.write(wire.piece(piece));
  switch (behaviour.kind) {
    case "answer":
      if (behaviour.once) void behaviour.once.then(() => response.end(wire.end));
      else response.end(wire.end);
      return;
    case "hang":
      return;
    case "chatter": {
      const { of, everyMs, ends } = behaviour;
      const noise = { comments: wire.comment, "hidden characters": wire.piece("\u200b"), blanks: wire.piece(" \n") };
      const said = of === "thoughts" ? wire.thought : noise[of];
      const chatter = setInterval(() => response.write(said), everyMs);
      response.on("close", () => clearInterval(chatter));
      if (ends === undefined) return;
      setTimeout(() => {
        clearInterval(chatter);
        response.end(ends.pieces.map(wire.piece).join("") + wire.end);
      }, ends.afterMs);
      return;
    }
    case "bad json":
      response.end(shape === "ollama" ? '{"message":\n' : "data: {not json}\n\n");
      return;
    case "in-stream error":
      response.end(wire.error(behaviour.message));
      return;
    case "no end mark":
      response.end();
      return;
    case "cut":
      setImmediate(() => setImmediate(() => response.destroy()));
      return;
    default:
      behaviour satisfies never;
  }
}

interface ShapeOfWire {
  readonly start: string;
  readonly piece: (text: string) => string;
  readonly thought: string;
  readonly comment: string;
  readonly end: string;
  readonly error: (message: string) => string;
}

const openAiChunk = (delta: unknown, finish: string | null) =>
  `data: ${JSON.stringify({ id: "c1", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const anthropicEvent = (type: string, rest: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
const ollamaLine = (rest: object) => `${JSON.stringify({ model: "m", created_at: "2026-11-24T00:00:00Z", ...rest })}\n`;

/** The three as recorded from the real servers. */
const wires: Readonly<Record<LlmShape, ShapeOfWire>> = {
  ollama: {
    start: "",
    piece: (content) => ollamaLine({ message: { role: "assistant", content }, done: false }),
    thought: ollamaLine({ message: { role: "assistant", content: "", thinking: "hm " }, done: false }),
    comment: "\n",
    end: ollamaLine({
      message: { role: "assistant", content: "" },
      done: true,
      done_reason: "stop",
      prompt_eval_count: 11,
      eval_count: 3,
    }),
    error: (error) => `${JSON.stringify({ error })}\n`,
  },
  openai: {
    start: openAiChunk({ role: "assistant", content: "" }, null),
    piece: (content) => openAiChunk({ content }, null),
    thought: openAiChunk({ content: null, reasoning_content: "hm " }, null),
    comment: ": PROCESSING\n\n",
    end: `${openAiChunk({}, "stop")}data: ${JSON.stringify({ id: "c1", object: "chat.completion.chunk", created: 1, model: "m", choices: [], usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 } })}\n\ndata: [DONE]\n\n`,
    error: (message) => `data: ${JSON.stringify({ error: { message, type: "server_error" } })}\n\n`,
  },
  anthropic: {
    start:
      anthropicEvent("message_start", {
        message: {
          id: "m1",
          type: "message",
          role: "assistant",
          model: "m",
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 11, output_tokens: 1 },
        },
      }) + anthropicEvent("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
    piece: (text) => anthropicEvent("content_block_delta", { index: 0, delta: { type: "text_delta", text } }),
    thought: anthropicEvent("content_block_delta", { index: 1, delta: { type: "thinking_delta", thinking: "hm " } }),
    comment: anthropicEvent("ping", {}),
    end:
      anthropicEvent("content_block_stop", { index: 0 }) +
      anthropicEvent("message_delta", {
        delta: { stop_reason: "end_turn", stop_sequence: null },
        usage: { output_tokens: 3 },
      }) +
      anthropicEvent("message_stop", {}),
    error: (message) => anthropicEvent("error", { error: { type: "overloaded_error", message } }),
  },
};

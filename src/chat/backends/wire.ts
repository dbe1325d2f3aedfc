import { ChatModelError, type ChatModelErrorCode } from "../errors.ts";
import type { TokenCounts } from "../token-usage.ts";
import { readFrame } from "./frames.ts";
import { readTokenCounts } from "./read-token-counts.ts";
import { readRetryAfterMs } from "./retry.ts";
import { baseUrlOf, type LanguageModelProvider, type LanguageModelSettings } from "./settings.ts";
import { createSilence } from "./silence.ts";

/** One request to a language model's server, watched. */
export interface Wire {
  /** What the vendor's client sends with. */
  readonly fetch: typeof fetch;
  /** What went wrong, where something did: the vendors wrap, word and print such things each in its own way. */
  failure(): ChatModelError | null;
  /** True once the reply's end mark was read. */
  ended(): boolean;
  /** Whether the failure may pass: how long the server asks to be left alone, null where it does not say. Undefined: it will not pass. */
  passing(): { readonly afterMs: number | null } | undefined;
  /** What the server counted, as far as it said so. */
  counted(): TokenCounts;
  /** Closes the connection. */
  close(): void;
}

export interface WireOptions {
  readonly settings: LanguageModelSettings;
  /** How the server is spoken to; Ollama has an OpenAI-compatible way beside its own. */
  readonly speaks: LanguageModelProvider;
  readonly signal: AbortSignal;
  /** @default the global fetch */
  readonly fetch?: typeof fetch | undefined;
}

const defaultTimeoutMs = 30_000;
/** A line longer than this is no piece of an answer. */
const longestLineCharacters = 1_000_000;

/**
 * Stands between a vendor's client and the network. Only what is meant to go out goes out: to the configured origin, without
 * redirects, with our headers alone. Only well-formed frames of an accepted reply come in, so that no client prints, quotes or
 * follows what a server says.
 */
export function openWire({ settings, speaks, signal, fetch: transport = fetch }: WireOptions): Wire {
  const control = new AbortController();
  const stop = () => control.abort(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  const { timeoutMs = defaultTimeoutMs } = settings;
  let failed: ChatModelError | null = null;
  let ended = false;
  let passing: ReturnType<Wire["passing"]>;
  let tokens: TokenCounts = { prompt: null, answer: null };

  function fail(code: ChatModelErrorCode): ChatModelError {
    failed ??= new ChatModelError(code, settings.name);
    control.abort(failed);
    return failed;
  }

  /** Waits for the server, and not for longer than it may be silent: what keeps a connection open says nothing. */
  async function awaited<T>(work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => fail("LLM_TIMEOUT"), silence.leftMs());
    const begun = performance.now();
    try {
      return await work();
    } catch {
      signal.throwIfAborted();
      throw failed ?? fail(ended || bytesCame ? "LLM_CUT_OFF" : "LLM_UNREACHABLE");
    } finally {
      clearTimeout(timer);
      silence.waited(performance.now() - begun);
    }
  }
  const silence = createSilence(timeoutMs);
  let bytesCame = false;

  async function send(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== new URL(baseUrlOf(settings)).origin) throw fail("LLM_FAILED"); // an environment variable of the vendor's
    const vendorSignal = init.signal ?? null;
    const response = await awaited(() =>
      transport(url, {
        method: init.method ?? "POST",
        body: init.body ?? null,
        headers: headersOf(settings, speaks),
        redirect: "manual",
        signal: vendorSignal ? AbortSignal.any([control.signal, vendorSignal]) : control.signal,
      }),
    );
    const code = codeOfStatus(response);
    if (code !== null || response.body === null) {
      if (passes(response.status)) passing = { afterMs: readRetryAfterMs(response.headers) };
      void response.body?.cancel().catch(() => {});
      throw fail(code ?? "LLM_BAD_REPLY");
    }
    bytesCame = true;
    silence.heard("answer"); // that it begins
    return new Response(checked(response.body), { status: 200, headers: { "content-type": replyTypes[speaks] } });
  }

  /** The reply's lines, each once it was found to be one. */
  function checked(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    const encoder = new TextEncoder();
    let rest = "";
    let broken: ChatModelErrorCode | null = null; // told once what came before it was read
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        for (;;) {
          if (broken) throw fail(broken);
          const { done, value } = await awaited(() => reader.read());
          const lines = `${rest}${value ?? ""}`.split("\n");
          rest = done ? "" : (lines.pop() ?? "");
          const good: string[] = [];
          for (const line of lines) {
            const frame = readFrame(line, speaks);
            if (frame.kind === "answer" || frame.kind === "thought") silence.heard(frame.kind);
            if (frame.kind === "end") ended = true;
            if (frame.kind === "failed") broken = frame.code;
            const counted = readTokenCounts(line);
            if (counted) tokens = { prompt: counted.prompt ?? tokens.prompt, answer: counted.answer ?? tokens.answer };
            if (broken) break;
            if (line !== "" || speaks !== "ollama") good.push(`${line}\n`); // an empty line ends an event, and Ollama's client prints it
          }
          if (rest.length > longestLineCharacters) broken ??= "LLM_BAD_REPLY";
          if (done && !ended) broken ??= "LLM_CUT_OFF";
          if (good.length > 0) controller.enqueue(encoder.encode(good.join("")));
          if (done && !broken) controller.close();
          if (done ? !broken : good.length > 0) return;
          if (broken && good.length > 0) return;
        }
      },
      cancel: () => control.abort(),
    });
  }

  return {
    fetch: send,
    failure: () => failed,
    ended: () => ended,
    passing: () => passing,
    counted: () => tokens,
    close() {
      signal.removeEventListener("abort", stop);
      control.abort();
    },
  };
}

const replyTypes: Readonly<Record<LanguageModelProvider, string>> = {
  ollama: "application/x-ndjson",
  openai: "text/event-stream",
  anthropic: "text/event-stream",
};

/** What a server may know of us: how to read the request, and the key that was configured for it. */
function headersOf({ apiKey }: LanguageModelSettings, speaks: LanguageModelProvider): Record<string, string> {
  const key = apiKey?.();
  return {
    "content-type": "application/json",
    accept: replyTypes[speaks],
    ...(speaks === "anthropic" && { "anthropic-version": "2023-06-01" }),
    ...(key !== undefined && (speaks === "anthropic" ? { "x-api-key": key } : { authorization: `Bearer ${key}` })),
  };
}

/** Too many requests, and what a server or a gateway before it says while it is overloaded or starting. 529 is Anthropic's. */
function passes(status: number): boolean {
  return [429, 500, 502, 503, 504, 529].includes(status);
}

function codeOfStatus({ status, headers }: Response): ChatModelErrorCode | null {
  if (status === 401 || status === 403) return "LLM_AUTH";
  if (status === 429) return "LLM_RATE_LIMITED";
  if (status < 200 || status > 299) return "LLM_FAILED";
  return /html|xml/i.test(headers.get("content-type") ?? "") ? "LLM_BAD_REPLY" : null;
}

import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { ServerEnv, ServerParts } from "./environment.ts";
import { errorReply, ours } from "./error-reply.ts";
import { ShuttingDownError } from "./errors.ts";

export interface EventSource<T> {
  /** What happens, and with its end what `done` says. The signal is aborted when nobody wants it any more. */
  readonly open: (signal: AbortSignal) => AsyncGenerator<T, unknown>;
  readonly event: (happening: T) => { readonly event: string; readonly data: unknown };
}

/** Time between two comments on a quiet stream: they keep proxies from closing it, and find out that the client is gone. */
const stillHereMs = 15_000;

/**
 * A stream of server-sent events that ends with exactly one `done` or one `error`. What fails before the first event rejects, for a reply with
 * a status. The signal that `open` gets is aborted when the client goes or the server is being stopped; then the `error` is sent at once.
 */
export async function eventStream<T>(
  c: Context<ServerEnv>,
  { shutdown, onUnexpected, track }: ServerParts,
  { open, event }: EventSource<T>,
): Promise<Response> {
  const requestId = c.get("requestId");
  const request = c.req.raw; // held to the end: its signal follows the connection's only as long as it is
  const stop = new AbortController();
  const onStop = () => stop.abort();
  request.signal.addEventListener("abort", onStop, { once: true });
  shutdown.addEventListener("abort", onStop, { once: true });
  if (shutdown.aborted || request.signal.aborted) stop.abort();
  const events = open(stop.signal);
  const end = () => {
    request.signal.removeEventListener("abort", onStop);
    shutdown.removeEventListener("abort", onStop);
    stop.abort(); // whoever still listens to it has nothing to do any more
    track(events.return(undefined));
  };
  const whyStopped = (thrown: unknown) => (shutdown.aborted ? new ShuttingDownError() : thrown);
  const stopped = whenAborted(stop.signal);
  stopped.catch(() => {}); // also where nobody asks any more
  const next = () => Promise.race([events.next(), stopped]);

  let step: Awaited<ReturnType<typeof next>>;
  try {
    step = await next();
  } catch (thrown) {
    end();
    throw whyStopped(thrown);
  }
  c.header("X-Accel-Buffering", "no"); // nginx would keep the tokens back
  return streamSSE(c, async (stream) => {
    stream.onAbort(onStop);
    const quiet = setInterval(() => void stream.write(": still here\n\n"), stillHereMs);
    try {
      while (!step.done) {
        const { event: name, data } = event(step.value);
        await write(stream, name, data);
        quiet.refresh();
        step = await next();
      }
      await write(stream, "done", step.value);
    } catch (thrown) {
      const error = whyStopped(thrown);
      if (!stop.signal.aborted && !ours(error)) onUnexpected(error, requestId);
      await write(stream, "error", errorReply(error, requestId).body);
    } finally {
      clearInterval(quiet);
      end();
    }
  });
}

async function write(stream: SSEStreamingApi, event: string, data: unknown): Promise<void> {
  await stream.writeSSE({ event, data: JSON.stringify(data) });
}

/** Rejects when the signal is aborted. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

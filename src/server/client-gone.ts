import type { Context } from "hono";
import type { ServerEnv } from "./environment.ts";

/** A signal for as long as `work` runs, aborted when the client goes: what nobody waits for is not done. */
export async function whileClientStays<T>(
  c: Context<ServerEnv>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const onGone = () => stop.abort();
  const request = c.req.raw; // held to the end: its signal follows the connection's only as long as it is
  request.signal.addEventListener("abort", onGone, { once: true });
  if (request.signal.aborted) stop.abort();
  try {
    return await work(stop.signal);
  } finally {
    request.signal.removeEventListener("abort", onGone);
  }
}

import type { Context } from "hono";
import type { ServerEnv } from "./environment.ts";
import { BodyCutError, BodyLateError } from "./errors.ts";

/**
 * The bytes of a request as they arrive; none where it has no body. What is not wanted of them is read all the same until the connection is
 * cut some time after the reply: a client that cannot go on sending never sees why it was refused.
 * @param limit what may take `bodyMs`: the `whole` body, or each `pause` in it
 * @throws {BodyCutError | BodyLateError}
 */
export async function* bodyBytes(c: Context<ServerEnv>, limit: "whole" | "pause"): AsyncGenerator<Uint8Array> {
  const reader = c.req.raw.body?.getReader();
  if (!reader) return;
  const bodyMs = c.get("bodyMs");
  const begun = performance.now();
  let over = false;
  const read = () =>
    reader.read().catch((cause: unknown) => {
      over = true;
      throw new BodyCutError({ cause });
    });
  try {
    for (;;) {
      const leftMs = limit === "whole" ? bodyMs - (performance.now() - begun) : bodyMs;
      const { done, value } = await within(read(), leftMs);
      over = done;
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (error instanceof BodyLateError) c.header("Connection", "close");
    throw error;
  } finally {
    if (!over) void readAway(reader);
  }
}

/** @throws {BodyLateError} */
async function within<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BodyLateError()), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Cancelling instead would end the connection before the reply is sent. */
async function readAway(reader: { read(): Promise<{ readonly done: boolean }> }): Promise<void> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The connection ended.
  }
}

import type { Context } from "hono";
import type { ServerEnv } from "./environment.ts";
import { BodyCutError } from "./errors.ts";

/**
 * The bytes of a request as they arrive; none where it has no body. What is not wanted of them is read all the same until the connection is
 * cut some time after the reply: a client that cannot go on sending never sees why it was refused.
 * @throws {BodyCutError}
 */
export async function* bodyBytes(c: Context<ServerEnv>): AsyncGenerator<Uint8Array> {
  const reader = c.req.raw.body?.getReader();
  if (!reader) return;
  let over = false;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        over = true;
        throw new BodyCutError({ cause });
      });
      over = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!over) void readAway(reader);
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

import type { Context } from "hono";
import type { ServerEnv } from "./environment.ts";

/** A PNG that a browser may keep for an hour, and nothing between it and the server. */
export function pngReply(c: Context<ServerEnv>, bytes: Uint8Array): Response {
  return c.body(new Uint8Array(bytes), 200, { "Content-Type": "image/png", "Cache-Control": "private, max-age=3600" });
}

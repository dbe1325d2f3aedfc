import type { MiddlewareHandler } from "hono";
import { validator } from "hono-openapi";
import type { z } from "zod";
import { bodyBytes } from "./body-bytes.ts";
import type { ServerEnv } from "./environment.ts";
import { BodyTooLargeError, MediaTypeError, RequestInvalidError } from "./errors.ts";

/** Bytes of a JSON body. */
const maxJsonBytes = 1_000_000;

/** Lets JSON of a sensible size pass. Other content types are refused: browsers send some of them across sites without asking. */
export const jsonOnly: MiddlewareHandler<ServerEnv> = (c, next) => {
  if (!/^application\/json *(;|$)/i.test(c.req.header("content-type") ?? ""))
    throw new MediaTypeError("application/json");
  return limited(c, next);
};

/** Lets a request pass that has nothing to say: no body, or an empty object. */
export const noBody: MiddlewareHandler<ServerEnv> = (c, next) =>
  limited(c, async () => {
    const text = await c.req.text();
    if (!/^\s*(\{\s*\})?\s*$/.test(text)) throw new RequestInvalidError("body", ["must be empty"]);
    await next();
  });

/** Reads the body, in the time that it may take; what is too long is refused, before it is read where it says so. */
const limited: MiddlewareHandler<ServerEnv> = async (c, next) => {
  if (Number(c.req.header("content-length") ?? 0) > maxJsonBytes) throw new BodyTooLargeError(maxJsonBytes);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bodyBytes(c, "whole")) {
    length += piece.length;
    if (length > maxJsonBytes) throw new BodyTooLargeError(maxJsonBytes);
    pieces.push(piece);
  }
  c.req.raw = new Request(c.req.raw, { body: Buffer.concat(pieces) });
  await next();
};

/** The body as the schema gives it. @throws {RequestInvalidError} */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return validator("json", schema, (result) => {
    if (!result.success) throw new RequestInvalidError("body", result.error.map(issueInWords));
  });
}

/** The query as the schema gives it. @throws {RequestInvalidError} */
export function query<S extends z.ZodType<unknown, Record<string, string | undefined>>>(schema: S) {
  return validator("query", schema, (result) => {
    if (!result.success) throw new RequestInvalidError("query", result.error.map(issueInWords));
  });
}

interface Issue {
  readonly code?: unknown;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Where and what, as "labels.0 (too_small)"; never the value. */
function issueInWords({ path = [], code }: Issue): string {
  const keys = path.map((part) => String(typeof part === "object" ? part.key : part));
  return `${keys.join(".") || "top level"} (${typeof code === "string" ? code : "invalid"})`;
}

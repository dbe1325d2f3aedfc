import type { MiddlewareHandler } from "hono";
import { describeRoute, resolver } from "hono-openapi";
import type { z } from "zod";
import { ErrorDocument } from "./schemas/scan-replies.ts";

type Route = Parameters<typeof describeRoute>[0];
type Reply = NonNullable<Route["responses"]>[string];

/** A route in the words of /openapi.json. Every route may refuse or fail, always in the same shape. */
export function describe(
  tag: string,
  summary: string,
  replies: Readonly<Record<number, Reply>>,
  more: Omit<Route, "tags" | "summary" | "responses"> = {},
): MiddlewareHandler {
  const failure = jsonReply("Refused, or failed.", ErrorDocument);
  return describeRoute({ ...more, tags: [tag], summary, responses: { ...replies, default: failure } });
}

export function jsonReply(description: string, schema: z.ZodType): Reply {
  return { description, content: { "application/json": { schema: resolver(schema) } } };
}

/** A reply of other media types than JSON. */
export function bytesReply(description: string, ...mediaTypes: readonly string[]): Reply {
  const schema = { type: "string", contentMediaType: "application/octet-stream" } as const;
  return { description, content: Object.fromEntries(mediaTypes.map((type) => [type, { schema }])) };
}

export function eventsReply(description: string): Reply {
  return { description, content: { "text/event-stream": { schema: { type: "string" } } } };
}

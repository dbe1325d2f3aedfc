import { Hono } from "hono";
import { accepts } from "hono/accepts";
import { resolver } from "hono-openapi";
import type { z } from "zod";
import { bytesReply, describe } from "../describe.ts";
import type { ServerEnv, ServerParts } from "../environment.ts";
import { jsonBody, jsonOnly } from "../request-body.ts";
import { Located } from "../schemas/locate-replies.ts";
import { LocateBody } from "../schemas/requests.ts";
import { shippedPromptSet } from "../shipped-prompt-set.ts";
import { storedScan } from "../stored-scan.ts";

const geoJson = "application/geo+json";
const forms = ["application/json", "image/png", geoJson];
const anyForm = {
  description: "The map: as numbers, over the image, or as cells that QuPath reads. An abstention has numbers alone.",
  content: {
    "application/json": { schema: resolver(Located) },
    "image/png": { schema: { type: "string", contentMediaType: "application/octet-stream" } },
    [geoJson]: { schema: { type: "object" } },
  },
} as const;

/** Where on a scan something is. */
export function locateRoutes({ app }: ServerParts) {
  const locate = async ({ scan: id, view, promptSet, opacity, ...request }: z.output<typeof LocateBody>) => {
    await shippedPromptSet(app, promptSet);
    const scan = await storedScan(app, { scan: id, view });
    const found = await app.locate({ ...request, scan, prompts: promptSet });
    return { ...found, png: async () => new Uint8Array(await found.png(opacity)) };
  };
  const routes = new Hono<ServerEnv>();
  return routes
    .post(
      "/v1/locate",
      describe("questions", "Where on the scan a class, or what words say, is.", { 200: anyForm }),
      jsonOnly,
      jsonBody(LocateBody),
      async (c) => {
        const { located, png, geoJson: cells } = await locate(c.req.valid("json"));
        const form = accepts(c, { header: "Accept", supports: forms, default: forms[0] });
        c.header("Vary", "Accept");
        if (form === "image/png") return c.body(await png(), 200, { "Content-Type": form });
        if (form === geoJson) return c.body(cells(), 200, { "Content-Type": form });
        return c.json(located);
      },
    )
    .post(
      "/v1/locate.png",
      describe("questions", "The same, always over the image.", {
        200: bytesReply("The image with the map and its legend.", "image/png"),
      }),
      jsonOnly,
      jsonBody(LocateBody),
      async (c) => {
        const { png } = await locate(c.req.valid("json"));
        return c.body(await png(), 200, { "Content-Type": "image/png" });
      },
    );
}

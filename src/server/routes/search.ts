import { Hono } from "hono";
import { z } from "zod";
import { whileClientStays } from "../client-gone.ts";
import { describe, jsonReply } from "../describe.ts";
import type { ServerEnv, ServerParts } from "../environment.ts";
import { jsonBody, jsonOnly } from "../request-body.ts";
import { AdapterClassification } from "../schemas/adapter-replies.ts";
import { ClassifyBody, SearchBody, TryNamesBody } from "../schemas/requests.ts";
import { Classification, Similar, TriedNames } from "../schemas/scan-replies.ts";
import { shippedPromptSet } from "../shipped-prompt-set.ts";
import { storedScan } from "../stored-scan.ts";

/** Questions that are answered at once: what is like this, and which of these names fits. */
export function searchRoutes({ app }: ServerParts) {
  const routes = new Hono<ServerEnv>();
  return routes
    .post(
      "/v1/search",
      describe("questions", "Similar cases.", { 200: jsonReply("Cases, also where none is near enough.", Similar) }),
      jsonOnly,
      jsonBody(SearchBody),
      async (c) => {
        const { scan: id, view, ...request } = c.req.valid("json");
        const scan = id === undefined ? undefined : await storedScan(app, { scan: id, view });
        return c.json(await app.similar({ ...request, scan }));
      },
    )
    .post(
      "/v1/classify",
      describe("questions", "Which names fit.", {
        200: jsonReply("Shares, or an abstention.", z.union([Classification, AdapterClassification])),
      }),
      jsonOnly,
      jsonBody(ClassifyBody),
      async (c) => {
        const { scan: id, view, promptSet, adapter: name, ...request } = c.req.valid("json");
        if (name !== undefined) {
          const scan = await storedScan(app, { scan: id, view });
          const { region } = request;
          return c.json(await app.adapters.classify({ scan, region, adapter: { kind: "stored", name } }));
        }
        await shippedPromptSet(app, promptSet);
        const scan = await storedScan(app, { scan: id, view });
        return c.json(await app.classify({ ...request, scan, prompts: promptSet }));
      },
    )
    .post(
      "/v1/try-names",
      describe("questions", "What names do on the labelled pairs of a library, by the vectors that it holds.", {
        200: jsonReply(
          "Figures with intervals by case, confusion, spread over wordings, and the worst pairs.",
          TriedNames,
        ),
      }),
      jsonOnly,
      jsonBody(TryNamesBody),
      (c) => whileClientStays(c, async (signal) => c.json(await app.tryNames(c.req.valid("json"), signal))),
    );
}

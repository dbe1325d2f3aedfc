import type { Context, Hono } from "hono";
import { generateSpecs } from "hono-openapi";
import { once } from "../core/once.ts";
import type { ServerEnv } from "./environment.ts";

/** Addresses whose last part is an id and an extension, which the routes match as one. */
const spelled: Readonly<Record<string, string>> = {
  "/v1/scans/{id}/views/{png}": "/v1/scans/{id}/views/{view}.png",
  "/v1/reports/{file}": "/v1/reports/{id}.{format}",
};

/** The description of the routes, made from the schemas that check and describe them. */
export function openApi(server: Hono<ServerEnv>, version: string): (c: Context<ServerEnv>) => Promise<Response> {
  const document = once(async () => {
    const specs = await generateSpecs(server, {
      documentation: {
        info: {
          title: "caselens",
          version,
          description:
            "Ask about medical images, with evidence. Research and education software, not a medical device. On loopback no token is needed; any other address needs `Authorization: Bearer TOKEN`.",
        },
      },
      defaultValidationErrorResponse: false,
      excludeStaticFile: false,
    });
    const paths = Object.fromEntries(
      Object.entries(specs.paths ?? {}).map(([path, item]) => [spelled[path] ?? path, item]),
    );
    return { ...specs, paths };
  });
  return async (c: Context<ServerEnv>) => c.json(await document());
}

import type { Context, Hono } from "hono";
import { generateSpecs } from "hono-openapi";
import { once } from "../core/once.ts";
import { reportFormats } from "../report/contract.ts";
import type { ServerEnv } from "./environment.ts";

type Paths = NonNullable<Awaited<ReturnType<typeof generateSpecs>>["paths"]>;

const part = (name: string, schema: object) => ({ in: "path", name, required: true, schema }) as const;
const id = part("id", { type: "string" });
/** Addresses whose last part is an id and an extension, which the routes match as one. */
const spelled = {
  "/v1/scans/{id}/views/{png}": {
    path: "/v1/scans/{id}/views/{view}.png",
    parameters: [id, part("view", { type: "string" })],
  },
  "/v1/reports/{file}": {
    path: "/v1/reports/{id}.{format}",
    parameters: [id, part("format", { type: "string", enum: reportFormats })],
  },
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
    return { ...specs, paths: spellOut(specs.paths ?? {}) };
  });
  return async (c: Context<ServerEnv>) => c.json(await document());
}

function spellOut(paths: Paths): object {
  const entries = Object.entries(paths).map(([path, item]) => {
    const wanted = Object.entries(spelled).find(([from]) => from === path)?.[1];
    if (!wanted || !item?.get) return [path, item];
    const inQuery = (item.get.parameters ?? []).filter((each) => "in" in each && each.in === "query");
    return [wanted.path, { ...item, get: { ...item.get, parameters: [...wanted.parameters, ...inQuery] } }];
  });
  return Object.fromEntries(entries);
}

import { createReadStream } from "node:fs";
import { Hono } from "hono";
import type { App, Sample } from "../../app/contract.ts";
import { AppError } from "../../core/errors.ts";
import { whileClientStays } from "../client-gone.ts";
import { bytesReply, describe, jsonReply } from "../describe.ts";
import type { ServerEnv, ServerParts } from "../environment.ts";
import { SampleUnknownError } from "../errors.ts";
import { pngReply } from "../png-reply.ts";
import { noBody, query } from "../request-body.ts";
import { AdapterList } from "../schemas/adapter-replies.ts";
import { EncoderList, LanguageModelList, PromptSetList, SampleList, Status } from "../schemas/installation-replies.ts";
import { ViewQuery } from "../schemas/requests.ts";
import { AddedScan } from "../schemas/scan-replies.ts";

const notice = "Research and education software, not a medical device.";

/** What came with this installation, and what it is set up to use. */
export function installationRoutes({ app, version }: ServerParts) {
  const routes = new Hono<ServerEnv>();
  return routes
    .get(
      "/v1/samples",
      describe("installation", "The samples, each with questions for it.", { 200: jsonReply("Samples.", SampleList) }),
      async (c) => c.json({ samples: (await app.listSamples()).map(({ path: _, ...sample }) => sample) }),
    )
    .post(
      "/v1/samples/:id/scan",
      describe("installation", "Store a sample, where it is a scan like any other.", {
        201: jsonReply("The scan.", AddedScan),
      }),
      noBody,
      (c) =>
        whileClientStays(c, async (signal) => {
          const { path } = await findSample(app, c.req.param("id"));
          return c.json(
            await app.scans.add(createReadStream(path), { maxBytes: Number.POSITIVE_INFINITY, signal }),
            201,
          );
        }),
    )
    .get(
      "/v1/samples/:id/view.png",
      describe("installation", "A sample's picture, without storing it.", {
        200: bytesReply("The picture.", "image/png"),
      }),
      query(ViewQuery),
      async (c) => {
        const { thumb } = c.req.valid("query");
        const options = thumb === undefined ? {} : { shortSidePx: thumb };
        const bytes = await app.samplePng(await findSample(app, c.req.param("id")), options);
        return pngReply(c, bytes);
      },
    )
    .get(
      "/v1/prompt-sets",
      describe("installation", "The shipped prompt sets.", { 200: jsonReply("Prompt sets.", PromptSetList) }),
      async (c) => c.json({ promptSets: await app.promptSets() }),
    )
    .get(
      "/v1/adapters",
      describe("installation", "The adapters in the home's folder `adapters`, which classify takes by name.", {
        200: jsonReply("Adapters; one that cannot be used says why.", AdapterList),
      }),
      async (c) => c.json({ adapters: await app.adapters.list() }),
    )
    .get(
      "/v1/language-models",
      describe("installation", "Language models that may be named; none is used unasked.", {
        200: jsonReply("Models.", LanguageModelList),
      }),
      async (c) => c.json({ languageModels: await app.languageModels() }),
    )
    .get(
      "/v1/encoders",
      describe("installation", "The installed encoders.", { 200: jsonReply("Encoders.", EncoderList) }),
      async (c) => c.json({ encoders: (await app.models.list()).filter(({ encoder }) => encoder !== null) }),
    )
    .get(
      "/v1/status",
      describe("installation", "This installation in short.", { 200: jsonReply("The status.", Status) }),
      async (c) => {
        const [languageModels, inUse] = await Promise.all([app.languageModels(), libraryInUse(app)]);
        return c.json({ name: "caselens", version, notice, ...inUse, languageModels });
      },
    );
}

async function findSample({ listSamples }: Pick<App, "listSamples">, id: string): Promise<Sample> {
  const sample = (await listSamples()).find((each) => each.id === id);
  if (!sample) throw new SampleUnknownError();
  return sample;
}

/** The library in use, or why it cannot be used. */
async function libraryInUse({ libraries }: Pick<App, "libraries">) {
  try {
    const { name, pairs, encoder } = await libraries.info();
    return { library: { name, pairs, encoder }, problem: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, remedy } = error;
    return { library: null, problem: { code, message, remedy } };
  }
}

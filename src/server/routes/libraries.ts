import { Hono } from "hono";
import { LibraryNameError } from "../../retrieval/errors.ts";
import { bytesReply, describe, jsonReply } from "../describe.ts";
import type { ServerEnv, ServerParts } from "../environment.ts";
import { RequestInvalidError } from "../errors.ts";
import { jsonBody, jsonOnly, query } from "../request-body.ts";
import {
  Job,
  LibraryDeleted,
  LibraryDetails,
  LibraryList,
  Pair,
  PairPage,
  SavedPair,
} from "../schemas/library-replies.ts";
import { IngestBody, LibraryDeleteBody, PairsQuery, SavePairBody } from "../schemas/requests.ts";
import { storedScan } from "../stored-scan.ts";

const pairsAtOnce = 50;
const libraryName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Libraries and what is in them. */
export function libraryRoutes({ app }: ServerParts) {
  const routes = new Hono<ServerEnv>();
  return routes
    .get(
      "/v1/libraries",
      describe("libraries", "The libraries.", { 200: jsonReply("Libraries.", LibraryList) }),
      async (c) => c.json({ libraries: await app.libraries.list() }),
    )
    .get(
      "/v1/libraries/:name",
      describe("libraries", "What a library holds, in figures.", { 200: jsonReply("The library.", LibraryDetails) }),
      async (c) => c.json(await app.libraries.info(c.req.param("name"))),
    )
    .delete(
      "/v1/libraries/:name",
      describe("libraries", "Delete a library. Its images' files stay.", {
        200: jsonReply("Deleted.", LibraryDeleted),
      }),
      jsonOnly,
      jsonBody(LibraryDeleteBody),
      async (c) => {
        const { name } = c.req.param();
        if (c.req.valid("json").confirm !== name)
          throw new RequestInvalidError("body", ["confirm (not the library's name)"]);
        return c.json(await app.libraries.delete(name));
      },
    )
    .get(
      "/v1/libraries/:name/pairs",
      describe("libraries", "Pairs, a page at a time.", { 200: jsonReply("The page.", PairPage) }),
      query(PairsQuery),
      async (c) => {
        const { offset = 0, limit = pairsAtOnce, where } = c.req.valid("query");
        return c.json(await app.libraries.pairs(c.req.param("name"), { offset, limit, where }));
      },
    )
    .get(
      "/v1/libraries/:name/pairs/:id",
      describe("libraries", "One pair.", { 200: jsonReply("The pair.", Pair) }),
      async (c) => {
        const { name, id } = c.req.param();
        return c.json(await app.libraries.pair(name, id));
      },
    )
    .get(
      "/v1/libraries/:name/pairs/:id/view.jpg",
      describe("libraries", "A pair's de-identified view.", { 200: bytesReply("The picture.", "image/jpeg") }),
      async (c) => {
        const { name, id } = c.req.param();
        const bytes = await app.libraries.pairView(name, id);
        return c.body(new Uint8Array(bytes), 200, {
          "Content-Type": "image/jpeg",
          "Cache-Control": "private, max-age=3600",
        });
      },
    )
    .post(
      "/v1/libraries/:name/pairs",
      describe(
        "libraries",
        "Save a stored scan with a user's words as a pair. The library is made if it is new; the same image again has its words replaced.",
        { 201: jsonReply("The new pair.", SavedPair), 200: jsonReply("The pair, which was there.", SavedPair) },
      ),
      jsonOnly,
      jsonBody(SavePairBody),
      async (c) => {
        const { name: library } = c.req.param();
        const { scan, ...said } = c.req.valid("json");
        const saved = await app.libraries.savePair({ scan: await storedScan(app, { scan }), library, ...said });
        return c.json(saved, saved.outcome === "added" ? 201 : 200);
      },
    )
    .post(
      "/v1/libraries/:name/ingest",
      describe("libraries", "Take pairs into a library, which is made if it is new.", {
        202: jsonReply("The job.", Job),
      }),
      jsonOnly,
      jsonBody(IngestBody),
      async (c) => {
        const { name } = c.req.param();
        if (!libraryName.test(name)) throw new LibraryNameError(); // now, not when the job's turn comes
        const job = await app.jobs.start({ ...c.req.valid("json"), library: name });
        return c.json(job, 202, { Location: `/v1/jobs/${encodeURIComponent(job.id)}` });
      },
    );
}

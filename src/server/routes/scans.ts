import { Hono } from "hono";
import type { App, StoredScan } from "../../app/contract.ts";
import { UploadTooLargeError } from "../../app/store-errors.ts";
import { bodyBytes } from "../body-bytes.ts";
import { whileClientStays } from "../client-gone.ts";
import { bytesReply, describe, jsonReply } from "../describe.ts";
import type { ServerEnv, ServerParts } from "../environment.ts";
import { MediaTypeError, UploadInvalidError } from "../errors.ts";
import { formParts } from "../form-parts.ts";
import { pngReply } from "../png-reply.ts";
import { query } from "../request-body.ts";
import { ViewQuery } from "../schemas/requests.ts";
import { AddedScans, Deleted, Inspection, Scan, ScanList } from "../schemas/scan-replies.ts";
import { storedScan } from "../stored-scan.ts";

type Added = Awaited<ReturnType<App["scans"]["add"]>>;

/** Media types whose body is a scan's bytes; what they are is found in the bytes themselves. */
const rawTypes = /^(?:application\/(?:octet-stream|dicom)|image\/[\w.+-]+) *(?:;|$)/i;
const fileSchema = { type: "string", contentMediaType: "application/octet-stream" } as const;
const upload: Parameters<typeof describe>[3] = {
  requestBody: {
    required: true,
    content: {
      "application/octet-stream": { schema: fileSchema },
      "multipart/form-data": {
        schema: {
          type: "object",
          required: ["file"],
          properties: { file: { type: "array", items: fileSchema } },
        },
      },
    },
  },
};

/** Scans of the store. */
export function scanRoutes({ app, maxUploadBytes }: ServerParts) {
  const routes = new Hono<ServerEnv>();
  return routes
    .post(
      "/v1/scans",
      describe(
        "scans",
        "Store scans: a form's files, or one file's bytes.",
        { 201: jsonReply("Stored, or there already: `duplicate`.", AddedScans) },
        upload,
      ),
      (c) =>
        whileClientStays(c, async (signal) => {
          const type = c.req.header("content-type") ?? "application/octet-stream";
          const add = (bytes: AsyncIterable<Uint8Array>) => app.scans.add(bytes, { maxBytes: maxUploadBytes, signal });
          if (/^multipart\/form-data *(;|$)/i.test(type)) {
            const [first, ...others] = await addAll(app, formParts(bodyBytes(c, "pause"), type), add);
            return c.json(others.length === 0 ? first : { scans: [first, ...others] }, 201);
          }
          if (!rawTypes.test(type))
            throw new MediaTypeError(
              "multipart/form-data, application/octet-stream, application/dicom or an image type",
            );
          if (Number(c.req.header("content-length") ?? 0) > maxUploadBytes)
            throw new UploadTooLargeError(maxUploadBytes);
          return c.json(await add(bodyBytes(c, "pause")), 201);
        }),
    )
    .get(
      "/v1/scans",
      describe("scans", "The stored scans, newest first.", { 200: jsonReply("Scans.", ScanList) }),
      async (c) => c.json({ scans: await app.scans.list() }),
    )
    .get("/v1/scans/:id", describe("scans", "One scan.", { 200: jsonReply("The scan.", Scan) }), async (c) =>
      c.json(await app.scans.get(c.req.param("id"))),
    )
    .get(
      "/v1/scans/:id/inspect",
      describe("scans", "What kind of image it is, what it shows, and which names are made for it.", {
        200: jsonReply("What is seen.", Inspection),
      }),
      async (c) => c.json(await app.inspect(await storedScan(app, { scan: c.req.param("id") }))),
    )
    .get(
      "/v1/scans/:id/views/:png{[A-Za-z0-9_-]+\\.png}",
      describe("scans", "A view without loss, or a thumbnail of it.", { 200: bytesReply("The picture.", "image/png") }),
      query(ViewQuery),
      async (c) => {
        const { id, png } = c.req.param();
        const { thumb } = c.req.valid("query");
        const bytes = await app.scans.viewPng(
          id,
          png.slice(0, -".png".length),
          thumb === undefined ? {} : { shortSidePx: thumb },
        );
        return pngReply(c, bytes);
      },
    )
    .delete(
      "/v1/scans/:id",
      describe("scans", "Delete a scan, its conversations and their answers. Reports stay.", {
        200: jsonReply("Deleted.", Deleted),
      }),
      async (c) => {
        const { id } = c.req.param();
        await app.deleteScan(id);
        return c.json({ deleted: id });
      },
    );
}

/** All files of a form, or none of them: what one refused file comes with is not kept. */
async function addAll(
  { scans }: Pick<App, "scans">,
  parts: ReturnType<typeof formParts>,
  add: (bytes: AsyncIterable<Uint8Array>) => Promise<Added>,
): Promise<readonly [Added, ...Added[]]> {
  const added: Added[] = [];
  try {
    for await (const { name, bytes } of parts) {
      if (name !== "file") throw new UploadInvalidError("field");
      added.push(await add(bytes));
    }
  } catch (error) {
    const fresh: readonly StoredScan[] = added.filter(({ duplicate }) => !duplicate);
    await Promise.allSettled(fresh.map(({ id }) => scans.delete(id)));
    throw error;
  }
  const [first, ...others] = added;
  if (first === undefined) throw new UploadInvalidError("none");
  return [first, ...others];
}

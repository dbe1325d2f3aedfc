import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Located } from "../../src/server/schemas/locate-replies.ts";
import { type HttpServer, readError, startHttpServer } from "../support/http-server.ts";
import { root } from "../support/mini.ts";

/** Stands in bodies where it must not come back. */
const canary = "CANARY-7f3a-DOE^JANE";
let server: HttpServer;
let scan: string;
beforeAll(async () => {
  server = await startHttpServer();
  scan = await server.upload(new Uint8Array(await readFile(join(root, "samples/images/BrainT1Slice.png"))));
});
afterAll(async () => {
  expect(server.unexpected).toEqual([]);
  await server[Symbol.asyncDispose]();
});

const glioma = { promptSet: "brain-mri-tumour", class: "glioma" };
const send = (body: object, accept?: string, path = "/v1/locate") =>
  server.send("POST", path, undefined, {
    body: JSON.stringify({ scan, ...body }),
    headers: { "content-type": "application/json", ...(accept !== undefined && { accept }) },
  });

test("a class of a set, words, and own names in a region, as numbers", async () => {
  expect(await server.post("/v1/locate", { scan, view: "v1", ...glioma }, Located)).toMatchObject({
    name: "similarity by patch",
    of: "glioma",
    unit: "cosine",
    grid: { rows: 7, columns: 7 },
  });
  const words = await server.post("/v1/locate", { scan, text: "ventricle" }, Located);
  expect(words).toMatchObject({ of: "ventricle", provenance: { promptSet: null } });
  const region = { xPx: 40, yPx: 50, widthPx: 98, heightPx: 91 };
  const own = { labels: ["glioma", "meningioma"], class: "meningioma", contrast: true };
  const found = await server.post("/v1/locate", { scan, region, ...own }, Located);
  expect(found).toMatchObject({ within: region, unit: "cosine difference" });
});

test.each([
  { name: "by the Accept header", path: "/v1/locate", accept: "image/png" },
  { name: "by its address", path: "/v1/locate.png", accept: undefined },
])("the picture comes $name, at the opacity asked for", async ({ path, accept }) => {
  const reply = await send({ ...glioma, opacity: 0 }, accept, path);
  expect(reply.status).toBe(200);
  expect(reply.headers.get("content-type")).toBe("image/png");
  expect(reply.headers.get("cache-control")).toBe("no-store");
  const picture = sharp(await reply.arrayBuffer()).extract({ left: 0, top: 0, width: 181, height: 217 });
  const view = sharp(await (await server.send("GET", `/v1/scans/${scan}/views/v1.png`)).arrayBuffer());
  const pixels = async (image: typeof view) =>
    new Uint8Array(await image.removeAlpha().toColourspace("srgb").raw().toBuffer());
  expect(await pixels(picture)).toEqual(await pixels(view));
});

test("cells for QuPath come by the Accept header", async () => {
  const reply = await send(glioma, "application/geo+json");
  expect(reply.headers.get("content-type")).toBe("application/geo+json");
  expect(reply.headers.get("vary")).toContain("Accept");
  const { features } = JSON.parse(await reply.text());
  expect(features).toHaveLength(49);
});

test("names that do not fit are an abstention as numbers, and refused as a picture", async () => {
  const odd = { labels: ["lung adenocarcinoma", "colon adenocarcinoma"], class: "lung adenocarcinoma" };
  expect(await server.post("/v1/locate", { scan, ...odd }, Located)).toMatchObject({ abstained: true });
  expect(await readError(await send(odd, undefined, "/v1/locate.png"))).toEqual({
    status: 422,
    code: "HEAT_MAP_WITHHELD",
  });
});

test.each([
  { name: "nothing to look for", body: {}, status: 400, code: "REQUEST_INVALID" },
  { name: "words and names", body: { text: canary, ...glioma }, status: 400, code: "REQUEST_INVALID" },
  { name: "names without a class", body: { labels: [canary] }, status: 400, code: "REQUEST_INVALID" },
  { name: "a class without names", body: { class: canary }, status: 400, code: "REQUEST_INVALID" },
  { name: "names and a set", body: { ...glioma, labels: [canary] }, status: 400, code: "REQUEST_INVALID" },
  { name: "an opacity over 1", body: { text: canary, opacity: 2 }, status: 400, code: "REQUEST_INVALID" },
  { name: "a field too many", body: { text: "brain", [canary]: 1 }, status: 400, code: "REQUEST_INVALID" },
  {
    name: "a set that is a path",
    body: { promptSet: `/etc/${canary}`, class: "a" },
    status: 400,
    code: "PROMPT_SET_UNKNOWN",
  },
  { name: "a class that is none of the set's", body: { ...glioma, class: canary }, status: 400, code: "CLASS_UNKNOWN" },
  { name: "a contrast of words", body: { text: canary, contrast: true }, status: 400, code: "CONTRAST_IMPOSSIBLE" },
  { name: "another scan", body: { scan: "0".repeat(32), text: canary }, status: 404, code: "SCAN_NOT_FOUND" },
])("$name is refused: $code", async ({ body, status, code }) => {
  const reply = await send(body);
  const text = await reply.clone().text();
  expect(await readError(reply)).toEqual({ status, code });
  expect(text).not.toContain(canary);
});

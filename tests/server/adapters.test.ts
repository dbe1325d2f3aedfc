import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AdapterClassification, AdapterList } from "../../src/server/schemas/adapter-replies.ts";
import { adapterMethods } from "../../src/zeroshot/adapters/contract.ts";
import { changedAdapter } from "../support/changed-adapter.ts";
import { type HttpServer, readError, startHttpServer } from "../support/http-server.ts";
import { labelledSamples, sampleFile } from "../support/labelled-samples.ts";

let server: HttpServer;
let folder: string;
let retina: string;

beforeAll(async () => {
  server = await startHttpServer();
  folder = await mkdtemp(join(tmpdir(), "caselens-adapters-"));
  const data = [await labelledSamples(folder)];
  for (const method of adapterMethods)
    await server.app.adapters.adapt({ data, method, out: join(server.home, "adapters", `${method}.json`) });
  retina = await server.upload(new Uint8Array(await readFile(sampleFile("retina.jpg"))));
});
afterAll(async () => {
  expect(server.unexpected).toEqual([]);
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test.each(adapterMethods)("POST /v1/classify with the adapter %s", async (adapter) => {
  const found = await server.post("/v1/classify", { scan: retina, adapter }, AdapterClassification);
  expect(found.classes.map(({ name }) => name)).toEqual(["MR slice", "eye"]);
  expect(found).toMatchObject({
    abstained: false,
    provenance: { adapter: { method: adapter, scanAmongImages: true, n: 8 } },
  });
});

test("of a region too; an image of another kind is an abstention", async () => {
  const region = { xPx: 100, yPx: 100, widthPx: 900, heightPx: 900 };
  const part = await server.post(
    "/v1/classify",
    { scan: retina, view: "v1", region, adapter: "knn" },
    AdapterClassification,
  );
  expect(part.provenance.region).toEqual(region);
  const tissue = await server.upload(new Uint8Array(await readFile(sampleFile("ihc.png"))));
  const other = await server.post("/v1/classify", { scan: tissue, adapter: "knn" }, AdapterClassification);
  expect(other).toMatchObject({ abstained: true, reason: expect.any(String) });
});

describe("refusals", () => {
  const refused = async (body: object) =>
    readError(await server.send("POST", "/v1/classify", { scan: retina, ...body }));

  test.each([
    "../knn",
    "../adapters/knn",
    "/etc/passwd",
    "knn/../tip",
    "..",
    ".hidden",
    "a\\b",
    "",
    "x".repeat(65),
    "knn\u0000",
  ])("%j is no adapter's name", async (adapter) => {
    expect(await refused({ adapter })).toEqual({ status: 400, code: "REQUEST_INVALID" });
  });

  test.each([{ labels: ["a", "b"] }, { promptSet: "modality" }, { multi: true }])(
    "an adapter beside %j",
    async (more) => {
      expect(await refused({ adapter: "knn", ...more })).toEqual({ status: 400, code: "REQUEST_INVALID" });
    },
  );

  test("one that is not there, one for another encoder, a damaged one", async () => {
    expect(await refused({ adapter: "none" })).toEqual({ status: 404, code: "ADAPTER_UNKNOWN" });
    const text = await readFile(join(server.home, "adapters", "knn.json"), "utf8");
    const put = (name: string, content: string) => writeFile(join(server.home, "adapters", `${name}.json`), content);
    await put(
      "foreign",
      changedAdapter(text, (content) => ({ ...content, encoder: "other@00000000" })),
    );
    expect(await refused({ adapter: "foreign" })).toEqual({ status: 409, code: "ADAPTER_ENCODER_MISMATCH" });
    await put("damaged", text.replace('"k":', '"k":1'));
    expect(await refused({ adapter: "damaged" })).toEqual({ status: 422, code: "ADAPTER_DAMAGED" });
    await put(".hidden", text);
    await put("cut", text.slice(0, 200));
    expect(await refused({ adapter: "cut" })).toEqual({ status: 422, code: "ADAPTER_INVALID" });
    const { adapters } = await server.get("/v1/adapters", AdapterList);
    const said = adapters.map((each) => [each.name, each.usable ? each.method : each.code]);
    expect(said).toEqual([
      ["cut", "ADAPTER_INVALID"],
      ["damaged", "ADAPTER_DAMAGED"],
      ["foreign", "ADAPTER_ENCODER_MISMATCH"],
      ...[...adapterMethods].sort().map((name) => [name, name]),
    ]);
    const knn = adapters.find(({ name }) => name === "knn");
    expect(knn).toMatchObject({ usable: true, classes: ["MR slice", "eye"], n: 8 });
  });
});

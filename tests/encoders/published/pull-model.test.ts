import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { CheckpointError } from "../../../src/encoders/checkpoints/errors.ts";
import type { PublishedCard } from "../../../src/encoders/published/card.ts";
import { VocabularyFileError } from "../../../src/encoders/published/errors.ts";
import { pullModel, removeDamaged } from "../../../src/encoders/published/pull-model.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tinyCard } from "../../support/tiny-clip.ts";

const content = randomBytes(300_000);
const sha256 = createHash("sha256").update(content).digest("hex");
const card: PublishedCard = {
  ...tinyCard,
  source: { kind: "hub", repository: "somebody/tiny-clip", revision: null },
  files: [],
};

interface Behaviour {
  /** Ends the connection after so many bytes of each reply. */
  readonly cutAfter?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ranges?: boolean;
  /** What it gives. @default content */
  readonly file?: Buffer;
  /** Of the file; null: it says none. @default "v1" */
  readonly etag?: string | null;
  /** Sends one elsewhere for the bytes, and says these headers there alone. */
  readonly redirect?: Readonly<Record<string, string>>;
}

/** A hub on loopback that gives one file, and what it was asked. */
async function hubWith(behaviours: readonly Behaviour[]) {
  const asked: { path: string; range: string | undefined; token: string | undefined }[] = [];
  const reply = (request: IncomingMessage, response: ServerResponse) => {
    const {
      cutAfter,
      status = 200,
      headers = {},
      ranges = true,
      file = content,
      etag = '"v1"',
      redirect,
    } = behaviours[Math.min(asked.length, behaviours.length - 1)];
    const { range, authorization } = request.headers;
    const { url = "", method } = request;
    if (redirect && !url.startsWith("/elsewhere"))
      return void response.writeHead(302, { location: "/elsewhere", ...redirect }).end();
    if (method !== "HEAD") asked.push({ path: url, range, token: authorization });
    if (status !== 200) return void response.writeHead(status).end();
    const from = ranges ? Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0) : 0;
    if (from >= file.length) return void response.writeHead(416).end();
    const rest = file.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      "content-length": rest.length,
      ...(from > 0 && { "content-range": `bytes ${from}-${file.length - 1}/${file.length}` }),
      ...(etag !== null && { etag }),
      ...headers,
    });
    if (method === "HEAD") return void response.end();
    if (cutAfter === undefined) return void response.end(rest);
    response.write(rest.subarray(0, cutAfter), () => response.destroy());
  };
  const server = createServer(reply).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return { endpoint: `http://127.0.0.1:${address.port}`, asked };
}

/** The lock stays: to remove it would let two hold it. */
const lockName = ".tiny-clip.lock";

async function pull(endpoint: string, folder: string, changes: Partial<PublishedCard> = {}, token?: string) {
  const hub = { endpoint, token, fetch: globalThis.fetch };
  return pullModel({ card: { ...card, ...changes }, folder, vocabularies: folder, hub });
}

test("a file is downloaded whole, with the token, and not asked for again", async () => {
  const folder = await temporaryFolder();
  const { endpoint, asked } = await hubWith([{}]);
  const { folder: place, files } = await pull(endpoint, folder, {}, "geheim");
  expect(files).toEqual([{ name: "model.safetensors", sha256, sizeBytes: content.length }]);
  expect(await readFile(join(place, "model.safetensors"))).toEqual(content);
  expect(await readdir(place)).toEqual(["model.safetensors"]);
  expect(asked).toEqual([
    { path: "/somebody/tiny-clip/resolve/main/model.safetensors", range: undefined, token: "Bearer geheim" },
  ]);
  await pull(endpoint, folder);
  expect(asked).toHaveLength(1);
});

test("what is there is downloaded again where that is asked for", async () => {
  const folder = await temporaryFolder();
  const { endpoint, asked } = await hubWith([{}]);
  const { folder: place } = await pull(endpoint, folder);
  await writeFile(join(place, "model.safetensors"), "damaged");
  await pull(endpoint, folder);
  expect(await readFile(join(place, "model.safetensors"), "utf8")).toBe("damaged");
  const hub = { endpoint, token: undefined, fetch: globalThis.fetch };
  await pullModel({ card, folder, vocabularies: folder, hub, again: true });
  expect(await readFile(join(place, "model.safetensors"))).toEqual(content);
  expect(asked).toHaveLength(2);
});

test("two pulls of one model at once: one brings it, the other is told", async () => {
  const folder = await temporaryFolder();
  const { endpoint } = await hubWith([{}]);
  const pulls = await Promise.allSettled([pull(endpoint, folder), pull(endpoint, folder)]);
  expect(pulls.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(pulls.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "PULL_RUNNING" } });
  expect(await readFile(join(folder, card.id, "model.safetensors"))).toEqual(content);
  await pull(endpoint, folder);
});

test("a file in the place of the downloads is told", async () => {
  const folder = join(await temporaryFolder(), "downloads");
  await writeFile(folder, "");
  const { endpoint } = await hubWith([{}]);
  await expect(pull(endpoint, folder)).rejects.toMatchObject({ code: "HOME_FOLDER_INVALID" });
});

describe("a download that turns out damaged", () => {
  const unreadable = new CheckpointError("truncated", "ends early");
  test("is removed, so that the next pull brings it anew", async () => {
    const folder = await temporaryFolder();
    const { endpoint, asked } = await hubWith([{}]);
    const { folder: place } = await pull(endpoint, folder);
    expect(await removeDamaged(unreadable, place, card)).toMatchObject({
      code: "CHECKPOINT_UNREADABLE",
      reason: "truncated",
      message: expect.stringContaining("removed"),
    });
    expect(await readdir(folder)).toEqual([lockName]);
    await pull(endpoint, folder);
    expect(asked).toHaveLength(2);
  });

  test("stays where the card knows its checksum, and for any other error", async () => {
    const folder = await temporaryFolder();
    const { endpoint } = await hubWith([{}]);
    const { folder: place } = await pull(endpoint, folder);
    const other = new Error("something else");
    expect(await removeDamaged(other, place, card)).toBe(other);
    const known = { ...card, weights: { ...card.weights, sha256 } };
    expect(await removeDamaged(unreadable, place, known)).toBe(unreadable);
    expect(await readdir(place)).toEqual(["model.safetensors"]);
  });

  test("takes no weights with it where it is the vocabulary", async () => {
    const folder = await temporaryFolder();
    const { endpoint } = await hubWith([{}]);
    const changes = { files: [{ name: "vocab/vocab.txt", sha256: null }] };
    const { folder: place } = await pull(endpoint, folder, changes);
    expect((await readdir(place)).sort()).toEqual(["model.safetensors", "vocab.txt"]);
    const page = new VocabularyFileError("vocab.txt");
    expect(await removeDamaged(page, place, { ...card, ...changes })).toBe(page);
    expect(await readdir(place)).toEqual(["model.safetensors"]);
  });
});

test("of a model in two files both are downloaded", async () => {
  const folder = await temporaryFolder();
  const { endpoint, asked } = await hubWith([{}]);
  const textWeights = { name: "pytorch_model.bin", sha256: null, prefix: "text." };
  const { folder: place, files } = await pull(endpoint, folder, { textWeights });
  expect(files.map(({ name }) => name)).toEqual(["model.safetensors", "pytorch_model.bin"]);
  expect((await readdir(place)).sort()).toEqual(["model.safetensors", "pytorch_model.bin"]);
  expect(asked.map(({ path }) => path)).toEqual([
    "/somebody/tiny-clip/resolve/main/model.safetensors",
    "/somebody/tiny-clip/resolve/main/pytorch_model.bin",
  ]);
});

test("cut off, it goes on where it was", async () => {
  const folder = await temporaryFolder();
  const { endpoint, asked } = await hubWith([{ cutAfter: 100_000 }, {}]);
  await expect(pull(endpoint, folder)).rejects.toMatchObject({ code: "HUB_UNREACHABLE" });
  const { folder: place } = await pull(endpoint, folder);
  expect(await readFile(join(place, "model.safetensors"))).toEqual(content);
  expect(asked[1].range).toMatch(/^bytes=[1-9]\d*-$/);
});

test.each([
  { name: "a server that knows no ranges", behaviour: { ranges: false } },
  { name: "a part that is longer than the file", behaviour: {} },
])("$name: it begins again", async ({ name, behaviour }) => {
  const folder = await temporaryFolder();
  const { endpoint } = await hubWith([{ cutAfter: 50_000 }, behaviour]);
  await expect(pull(endpoint, folder)).rejects.toMatchObject({ code: "HUB_UNREACHABLE" });
  const [partName] = await readdir(join(folder, card.id));
  const part = join(folder, card.id, partName);
  if (name.includes("longer")) await writeFile(part, randomBytes(400_000));
  const { folder: place } = await pull(endpoint, folder);
  expect(await readFile(join(place, "model.safetensors"))).toEqual(content);
});

test.each([
  { name: "another version", second: '"v2"' },
  { name: "a version that the server does not say", second: null },
])("cut off, and then $name: it begins again, and no mixture is made", async ({ second }) => {
  const folder = await temporaryFolder();
  const file = randomBytes(content.length);
  const { endpoint, asked } = await hubWith([{ cutAfter: 100_000 }, { file, etag: second }]);
  await expect(pull(endpoint, folder)).rejects.toMatchObject({ code: "HUB_UNREACHABLE" });
  const { folder: place } = await pull(endpoint, folder);
  expect(asked[1].range).toBeUndefined();
  expect(await readFile(join(place, "model.safetensors"))).toEqual(file);
  expect(await readdir(place)).toEqual(["model.safetensors"]);
});

test("a checksum that the hub states only where it sends one elsewhere counts", async () => {
  const folder = await temporaryFolder();
  const wrong = await hubWith([{ redirect: { "x-linked-etag": `"${"0".repeat(64)}"` } }]);
  await expect(pull(wrong.endpoint, folder)).rejects.toMatchObject({ code: "DOWNLOAD_DAMAGED" });
  const right = await hubWith([{ redirect: { "x-linked-etag": `"${sha256}"` } }]);
  const { files } = await pull(right.endpoint, folder);
  expect(files).toEqual([{ name: "model.safetensors", sha256, sizeBytes: content.length }]);
});

test.each([
  { name: "the card's checksum", changes: { weights: { ...card.weights, sha256: "0".repeat(64) } }, headers: {} },
  { name: "the hub's checksum", changes: {}, headers: { "x-linked-etag": `"${"0".repeat(64)}"` } },
])("another file than $name says is not kept", async ({ changes, headers }) => {
  const folder = await temporaryFolder();
  const { endpoint } = await hubWith([{ headers }]);
  await expect(pull(endpoint, folder, changes)).rejects.toMatchObject({ code: "DOWNLOAD_DAMAGED" });
  expect(await readdir(folder)).toEqual([lockName]);
});

test.each([401, 403, 404, 500])("status %i is told with what to do, and nothing is kept", async (status) => {
  const folder = await temporaryFolder();
  const { endpoint } = await hubWith([{ status }]);
  await expect(pull(endpoint, folder)).rejects.toMatchObject({ code: "HUB_REFUSED", status });
  expect(await readdir(folder)).toEqual([lockName]);
});

test("without a network it fails at once, with the way by hand", async () => {
  const folder = await temporaryFolder();
  const offline = pull("http://127.0.0.1:9", folder); // nothing listens there
  await expect(offline).rejects.toMatchObject({ code: "HUB_UNREACHABLE" });
  await expect(offline).rejects.toHaveProperty("remedy", expect.stringContaining("models import"));
});

test("what is on no hub, or not built, is not asked for", async () => {
  const folder = await temporaryFolder();
  const { endpoint, asked } = await hubWith([{}]);
  const page = { source: { kind: "page" as const, url: "https://example.org/model" } };
  await expect(pull(endpoint, folder, page)).rejects.toMatchObject({ code: "MODEL_NOT_ON_HUB" });
  const unbuilt = { architecture: null, notBuilt: "a 3-D image tower" };
  await expect(pull(endpoint, folder, unbuilt)).rejects.toMatchObject({ code: "MODEL_NOT_BUILT" });
  expect(asked).toEqual([]);
});

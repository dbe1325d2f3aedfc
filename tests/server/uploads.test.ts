import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sha256Hex } from "../../src/core/sha256.ts";
import { AddedScan, AddedScans } from "../../src/server/schemas/scan-replies.ts";
import { badPictures } from "../support/bad-pictures.ts";
import { type HttpServer, readError, readReply, startHttpServer } from "../support/http-server.ts";
import { pictureFile } from "../support/picture-source.ts";
import { hasShared, shared } from "../support/shared.ts";
import { canMount, mountSmallDisk } from "../support/tmpfs.ts";

const maxUploadBytes = 300_000;
let server: HttpServer;

beforeAll(async () => {
  server = await startHttpServer({ maxUploadBytes });
});
afterAll(async () => {
  expect(server.unexpected).toEqual([]);
  await server[Symbol.asyncDispose]();
});

const raw = (body: RequestInit["body"] & {}, type = "application/octet-stream") =>
  fetch(`${server.url}/v1/scans`, { method: "POST", body, headers: { "content-type": type }, duplex: "half" });

function form(...files: readonly (readonly [string, Uint8Array<ArrayBuffer>])[]) {
  const parts = new FormData();
  for (const [name, bytes] of files) parts.append(name, new Blob([bytes]), "DOE^JANE 1970-01-01.png");
  return fetch(`${server.url}/v1/scans`, { method: "POST", body: parts });
}

const picture = async (seed: number, sidePx = 40) => new Uint8Array(await pictureFile(seed, sidePx));

/** Names in the store: of scans, and of what is being written. */
const stored = async () => (await readdir(join(server.home, "scans")).catch(() => [])).sort();

/** Waits until the server has seen what happened to a connection. */
async function until(check: () => Promise<boolean>): Promise<void> {
  while (!(await check())) await new Promise((resolve) => setImmediate(resolve));
}

describe("an upload", () => {
  test("of bytes is hashed and stored; the same bytes again are a duplicate", async () => {
    const bytes = await picture(1);
    const first = await readReply(await raw(bytes), AddedScan, 201);
    expect(first).toMatchObject({ sha256: sha256Hex(bytes), sizeBytes: bytes.length, duplicate: false });
    expect(await readReply(await raw(bytes, "image/png"), AddedScan, 201)).toEqual({ ...first, duplicate: true });
    expect(await readReply(await form(["file", bytes]), AddedScan, 201)).toEqual({ ...first, duplicate: true });
  });

  test("of one picture by eight clients at once is one scan", async () => {
    const bytes = await picture(2);
    const before = (await stored()).length;
    const added = await Promise.all(Array.from({ length: 8 }, async () => readReply(await raw(bytes), AddedScan, 201)));
    expect(added.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(await stored()).toHaveLength(before + 1);
  });

  test("in pieces of unknown length is stored", async () => {
    const bytes = await picture(3, 90);
    const pieces = new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 777) controller.enqueue(bytes.subarray(at, at + 777));
        controller.close();
      },
    });
    expect(await readReply(await raw(pieces), AddedScan, 201)).toMatchObject({ sha256: sha256Hex(bytes) });
  });

  test("of a form keeps the order of its files, and none of their names", async () => {
    const files = await Promise.all([4, 5, 6].map((seed) => picture(seed)));
    const reply = await form(...files.map((bytes) => ["file", bytes] as const));
    const added = await readReply(reply, AddedScans, 201);
    expect("scans" in added && added.scans.map(({ sha256 }) => sha256)).toEqual(files.map((bytes) => sha256Hex(bytes)));
    const kept = await readdir(join(server.home, "scans"), { recursive: true });
    expect(kept.filter((name) => /DOE|JANE|\.png/.test(name))).toEqual([]);
  });
});

describe("of a refused upload nothing is left", () => {
  test.each([
    {
      name: "that is no picture",
      send: async () => raw("Findings: no opacity."),
      expected: { status: 415, code: "SCAN_UNSUPPORTED" },
    },
    { name: "that is empty", send: async () => raw(""), expected: { status: 422, code: "SCAN_EMPTY" } },
    {
      name: "that says it is too large",
      send: async () => raw(new Uint8Array(maxUploadBytes + 1)),
      expected: { status: 413, code: "UPLOAD_TOO_LARGE" },
    },
    {
      name: "that turns out too large",
      send: async () => raw(new Blob([new Uint8Array(2_000_000)]).stream()),
      expected: { status: 413, code: "UPLOAD_TOO_LARGE" },
    },
    {
      name: "whose second file is too large",
      send: async () => form(["file", await picture(20)], ["file", new Uint8Array(2_000_000)]),
      expected: { status: 413, code: "UPLOAD_TOO_LARGE" },
    },
    {
      name: "whose second file is no picture",
      send: async () => form(["file", await picture(21)], ["file", new Uint8Array(500)], ["file", await picture(22)]),
      expected: { status: 415, code: "SCAN_UNSUPPORTED" },
    },
    {
      name: "whose second field is no file",
      send: async () => form(["file", await picture(23)], ["patient", new Uint8Array(5)]),
      expected: { status: 400, code: "UPLOAD_INVALID" },
    },
    { name: "without a file", send: async () => form(), expected: { status: 400, code: "UPLOAD_INVALID" } },
    {
      name: "whose form is cut short",
      send: async () =>
        raw('--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc', "multipart/form-data; boundary=b"),
      expected: { status: 400, code: "UPLOAD_INVALID" },
    },
    {
      name: "without a boundary",
      send: async () => raw("x", "multipart/form-data"),
      expected: { status: 400, code: "UPLOAD_INVALID" },
    },
    {
      name: "of JSON",
      send: async () => raw("{}", "application/json"),
      expected: { status: 415, code: "MEDIA_TYPE_UNSUPPORTED" },
    },
    {
      name: "of a text",
      send: async () => raw("{}", "text/plain"),
      expected: { status: 415, code: "MEDIA_TYPE_UNSUPPORTED" },
    },
  ])("$name", async ({ send, expected }) => {
    const before = await stored();
    expect(await readError(await send())).toEqual(expected);
    expect(await stored()).toEqual(before);
  });

  test("that no decoder takes, each with its reason", async () => {
    const before = await stored();
    for (const { name, bytes, code } of await badPictures())
      expect({ name, ...(await readError(await raw(new Uint8Array(bytes)))) }).toMatchObject({ name, code });
    expect(await stored()).toEqual(before);
  });

  test.skipIf(!hasShared("corpora/image-crash"))(
    "that was made to crash decoders: a scan or a typed refusal, never a 5xx",
    async () => {
      const folder = join(shared, "corpora", "image-crash");
      const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
      const statuses = new Map<number, number>();
      for (const { parentPath, name } of names.slice(0, 60)) {
        const reply = await raw(new Uint8Array(await readFile(join(parentPath, name))));
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        if (reply.status !== 201) await readError(reply);
      }
      expect([...statuses.keys()].filter((status) => status !== 201 && (status < 400 || status > 499))).toEqual([]);
      expect((await stored()).filter((name) => name.startsWith("."))).toEqual([]);
    },
  );

  test("whose client goes in the middle of it", async () => {
    const before = await stored();
    const bytes = await picture(30, 100);
    for (const head of [
      `Content-Type: application/octet-stream\r\nContent-Length: ${bytes.length}\r\n\r\n`,
      'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 99999\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n',
      "Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n",
    ]) {
      const socket = connect(server.port, "127.0.0.1");
      socket.write(`POST /v1/scans HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n${head}`);
      socket.write(bytes.subarray(0, 900));
      await until(async () => (await stored()).length > before.length); // it is being written
      socket.destroy();
      await until(async () => (await stored()).length === before.length);
    }
    expect(await stored()).toEqual(before);
    expect(await readReply(await raw(bytes), AddedScan, 201)).toMatchObject({ duplicate: false });
  });
});

test("a connection that carried a refused upload can be used again", async () => {
  for (let turn = 0; turn < 5; turn++) {
    expect((await raw(new Blob([new Uint8Array(600_000)]).stream())).status).toBe(413);
    expect((await server.send("GET", "/healthz")).status).toBe(200);
  }
});

test("large uploads at once are not held in memory", async () => {
  await using roomy = await startHttpServer({ maxUploadBytes: 60_000_000 });
  const piece = new Uint8Array(1_000_000);
  const before = process.memoryUsage.rss();
  let most = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      let sent = 0;
      const body = new ReadableStream({
        pull(controller) {
          most = Math.max(most, process.memoryUsage.rss() - before);
          if (sent++ === 50) controller.close();
          else controller.enqueue(piece);
        },
      });
      const reply = await fetch(`${roomy.url}/v1/scans`, {
        method: "POST",
        body,
        duplex: "half",
        headers: { "content-type": "application/octet-stream" },
      });
      expect((await readError(reply)).status).toBe(415);
    }),
  );
  expect(most).toBeLessThan(250_000_000); // of 400 MB, client included
});

test.skipIf(!canMount())("a full disk is 507, and what was stored can still be read", async () => {
  const disk = mountSmallDisk("500k");
  try {
    await using small = await startHttpServer({ home: disk.path });
    const id = await small.upload(await picture(40));
    const send = async () =>
      fetch(`${small.url}/v1/scans`, {
        method: "POST",
        body: await picture(41, 500),
        headers: { "content-type": "image/png" },
      });
    expect(await readError(await send())).toEqual({ status: 507, code: "DISK_FULL" });
    expect((await small.send("GET", `/v1/scans/${id}/views/v1.png`)).status).toBe(200);
    disk.resize("16m");
    expect((await send()).status).toBe(201);
    expect(small.unexpected).toEqual([]);
  } finally {
    disk.unmount();
  }
});

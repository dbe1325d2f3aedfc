import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { createScanStore } from "../../src/app/scan-store.ts";
import { sha256Hex } from "../../src/core/sha256.ts";
import { badPictures } from "../support/bad-pictures.ts";
import { root } from "../support/mini.ts";
import { pictureFile } from "../support/picture-source.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { canMount, mountSmallDisk } from "../support/tmpfs.ts";

const maxBytes = 5_000_000;

function storeIn(folder: string, now = () => new Date("2026-01-02T03:04:05Z")) {
  return createScanStore({ folder, clock: now });
}

async function* pieces(bytes: Uint8Array, length = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** Everything in the folder, at any depth. */
const filesIn = async (folder: string) => (await readdir(folder, { recursive: true })).sort();

describe("a scan", () => {
  test("is stored with its bytes, its hash and its size, and nothing of its name", async () => {
    const folder = await temporaryFolder();
    const bytes = await pictureFile(1, 60);
    const added = await storeIn(folder).add(pieces(bytes), { maxBytes });
    const sha256 = sha256Hex(bytes);
    expect(added).toEqual({
      id: sha256.slice(0, 32),
      kind: "image",
      sha256,
      sizeBytes: bytes.length,
      createdAt: "2026-01-02T03:04:05.000Z",
      duplicate: false,
      views: [{ id: "v1", label: "image", widthPx: 60, heightPx: 60 }],
    });
    expect(await filesIn(folder)).toEqual([added.id, `${added.id}/original`, `${added.id}/scan.json`]);
    expect(sha256Hex(await readFile(join(folder, added.id, "original")))).toBe(sha256);
  });

  test("that comes twice is one scan; also when both come at once", async () => {
    const folder = await temporaryFolder();
    const store = storeIn(folder);
    const bytes = await pictureFile(2, 60);
    const both = await Promise.all([1, 2, 3].map(() => store.add(pieces(bytes), { maxBytes })));
    expect(both.map(({ duplicate }) => duplicate).sort()).toEqual([false, true, true]);
    expect(await store.add(pieces(bytes), { maxBytes })).toMatchObject({ duplicate: true, id: both[0].id });
    expect(await store.list()).toHaveLength(1);
    expect(await filesIn(folder)).toHaveLength(3);
  });

  test("is still there for a new store, newest first", async () => {
    const folder = await temporaryFolder();
    for (const seed of [1, 2, 3])
      await storeIn(folder, () => new Date(Date.UTC(2026, 0, seed))).add(pieces(await pictureFile(seed, 30)), {
        maxBytes,
      });
    const days = (await storeIn(folder).list()).map(({ createdAt }) => createdAt.slice(0, 10));
    expect(days).toEqual(["2026-01-03", "2026-01-02", "2026-01-01"]);
  });

  test("shows its view without loss, and a smaller one", async () => {
    const store = storeIn(await temporaryFolder());
    const bytes = await pictureFile(3, 200);
    const { id } = await store.add(pieces(bytes), { maxBytes });
    const view = await store.viewPng(id, "v1");
    expect(await sharp(view).raw().toBuffer()).toEqual(await sharp(bytes).removeAlpha().raw().toBuffer());
    expect(await sharp(await store.viewPng(id, "v1", { shortSidePx: 64 })).metadata()).toMatchObject({
      width: 64,
      height: 64,
    });
    await expect(store.viewPng(id, "v2")).rejects.toMatchObject({ code: "SCAN_NOT_FOUND" });
  });

  test("that is deleted is gone, with its folder", async () => {
    const folder = await temporaryFolder();
    const store = storeIn(folder);
    const { id } = await store.add(pieces(await pictureFile(4, 30)), { maxBytes });
    await store.delete(id);
    expect(await filesIn(folder)).toEqual([]);
    for (const call of [store.get, store.path, (gone: string) => store.viewPng(gone, "v1"), store.delete])
      await expect(call(id)).rejects.toMatchObject({ code: "SCAN_NOT_FOUND" });
  });

  test.each(["", "..", "../jobs", "a".repeat(32), "/etc/passwd", ".new-1-2-x"])("of id %j is not found", async (id) => {
    await expect(storeIn(await temporaryFolder()).get(id)).rejects.toMatchObject({ code: "SCAN_NOT_FOUND" });
  });
});

describe("nothing is left of an upload", () => {
  test("that is no picture", async () => {
    const folder = await temporaryFolder();
    const store = storeIn(folder);
    for (const { name, bytes, code } of await badPictures()) {
      const refused = await store.add(pieces(bytes), { maxBytes }).then(
        () => `${name} was taken`,
        (error) => error.code,
      );
      expect(`${name}: ${refused}`).toBe(`${name}: ${code}`);
    }
    expect(await filesIn(folder)).toEqual([]);
  });

  test("over the limit, of which no more is read than that", async () => {
    const folder = await temporaryFolder();
    let sent = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        sent += 1_000;
        yield new Uint8Array(1_000);
      }
    }
    const refused = storeIn(folder).add(endless(), { maxBytes: 50_000 });
    await expect(refused).rejects.toMatchObject({ code: "UPLOAD_TOO_LARGE", maxBytes: 50_000 });
    expect(sent).toBe(51_000);
    expect(await filesIn(folder)).toEqual([]);
  });

  test("that breaks off, or that nobody waits for any more", async () => {
    const folder = await temporaryFolder();
    const store = storeIn(folder);
    const bytes = await pictureFile(5, 60);
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 100);
      throw new Error("the connection is gone");
    }
    await expect(store.add(cut(), { maxBytes })).rejects.toThrow("the connection is gone");
    const stop = new AbortController();
    async function* stopped(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 100);
      stop.abort();
      yield bytes.subarray(100);
    }
    await expect(store.add(stopped(), { maxBytes, signal: stop.signal })).rejects.toMatchObject({ name: "AbortError" });
    expect(await filesIn(folder)).toEqual([]);
  });

  test.skipIf(!canMount())("on a full disk, where earlier scans can still be read", async () => {
    const disk = mountSmallDisk("400k");
    try {
      const store = storeIn(join(disk.path, "scans"));
      const { id } = await store.add(pieces(await pictureFile(6, 100)), { maxBytes });
      const large = store.add(pieces(await pictureFile(7, 500)), { maxBytes });
      await expect(large).rejects.toMatchObject({ code: "DISK_FULL" });
      expect((await filesIn(join(disk.path, "scans"))).filter((name) => !name.startsWith(id))).toEqual([]);
      expect((await store.viewPng(id, "v1")).length).toBeGreaterThan(0);
      disk.resize("8m");
      expect(await store.add(pieces(await pictureFile(7, 500)), { maxBytes })).toMatchObject({ duplicate: false });
    } finally {
      disk.unmount();
    }
  });

  test("by a process that was killed, once another one begins; a running one's is left alone", async () => {
    const folder = await temporaryFolder();
    const uploader = `
      import { createScanStore } from "./src/app/scan-store.ts";
      async function* forever() { yield new Uint8Array(100); process.stdout.write("writing"); await new Promise((go) => setInterval(go, 1e9)); }
      await createScanStore({ folder: ${JSON.stringify(folder)}, clock: () => new Date() }).add(forever(), { maxBytes: 1e6 });`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", uploader], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    const bytes = await pictureFile(8, 30);
    await storeIn(folder).add(pieces(bytes), { maxBytes });
    expect((await readdir(folder)).filter((name) => name.startsWith(".new-"))).toHaveLength(1);
    child.kill("SIGKILL");
    await once(child, "exit");
    const store = storeIn(folder);
    expect(await store.list()).toHaveLength(1);
    expect(await store.add(pieces(bytes), { maxBytes })).toMatchObject({ duplicate: true });
    expect((await readdir(folder)).filter((name) => name.startsWith(".new-"))).toEqual([]);
  });
});

test("a damaged folder is no scan, and sending the scan again mends it", async () => {
  const folder = await temporaryFolder();
  const store = storeIn(folder);
  const bytes = await pictureFile(9, 30);
  const { id } = await store.add(pieces(bytes), { maxBytes });
  await writeFile(join(folder, id, "scan.json"), "{");
  expect(await store.list()).toEqual([]);
  await expect(store.get(id)).rejects.toMatchObject({ code: "SCAN_NOT_FOUND" });
  expect(await store.add(pieces(bytes), { maxBytes })).toMatchObject({ id, duplicate: false });
  expect((await store.viewPng(id, "v1")).length).toBeGreaterThan(0);
  await rm(join(folder, id), { recursive: true });
  await mkdir(join(folder, "notes"));
  expect(await store.list()).toEqual([]);
});

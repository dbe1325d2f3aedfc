import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { openBytes, readBytes } from "../../support/checkpoint-file.ts";
import { four, fourBytes, named, pickle, torchFile } from "../../support/pickle-bytes.ts";
import { type ZipEntry, zipBytes } from "../../support/zip-bytes.ts";

const data = pickle(named({ a: four }));
const description: ZipEntry = { name: "archive/data.pkl", data };
const storage: ZipEntry = { name: "archive/data/0", data: fourBytes };
const zeros = deflateRawSync(Buffer.alloc(32 * 1024 * 1024));
const little = Buffer.from("little");

test.each([
  { name: "its byte order", more: { name: "archive/byteorder", data: little } },
  {
    name: "compressed source code",
    more: { name: "archive/code/model.py", data: zeros, method: 8, sizeBytes: 2 ** 25 },
  },
  { name: "a description deeper down", more: { name: "archive/extra/data.pkl", data: little } },
])("an archive may have $name", async ({ more }) => {
  expect(await readBytes(zipBytes([description, storage, more]))).toEqual({ a: [1, 2, 3, 4] });
});

test.each<{ name: string; entries: readonly ZipEntry[]; reason: string }>([
  {
    name: "a deflated description",
    entries: [{ ...description, data: zeros, method: 8, sizeBytes: 2 ** 25 }, storage],
    reason: "unsupported",
  },
  {
    name: "deflated elements",
    entries: [description, { ...storage, data: zeros, method: 8, sizeBytes: 2 ** 25 }],
    reason: "unsupported",
  },
  {
    name: "encrypted elements",
    entries: [description, { ...storage, data: Buffer.alloc(28), sizeBytes: 16, flags: 1 }],
    reason: "unsupported",
  },
  {
    name: "stored elements of two sizes",
    entries: [description, { ...storage, sizeBytes: 2 ** 30 }],
    reason: "damaged",
  },
  {
    name: "big-endian numbers",
    entries: [description, storage, { name: "archive/byteorder", data: Buffer.from("big") }],
    reason: "unsupported",
  },
  {
    name: "a deflated byte order",
    entries: [
      description,
      storage,
      { name: "archive/byteorder", data: deflateRawSync(little), method: 8, sizeBytes: 6 },
    ],
    reason: "unsupported",
  },
  {
    name: "a byte order of many words",
    entries: [description, storage, { name: "archive/byteorder", data: Buffer.alloc(99) }],
    reason: "hostile",
  },
  { name: "one entry twice", entries: [description, storage, storage], reason: "damaged" },
  { name: "two entries of the same bytes", entries: [description, { ...storage, headerAt: 0 }], reason: "damaged" },
  { name: "an entry beyond the end", entries: [description, { ...storage, headerAt: 2 ** 31 }], reason: "truncated" },
  { name: "an entry where none is", entries: [description, { ...storage, headerAt: 40 }], reason: "damaged" },
  {
    name: "a way out of its folder",
    entries: [description, storage, { name: "../../data.pkl", data }],
    reason: "damaged",
  },
  {
    name: "two descriptions",
    entries: [description, storage, { name: "other/data.pkl", data }],
    reason: "unsupported",
  },
  { name: "no description", entries: [storage], reason: "unsupported" },
  { name: "no elements", entries: [description], reason: "damaged" },
])("an archive with $name is refused as $reason", async ({ entries, reason }) => {
  await expect(openBytes(zipBytes(entries))).rejects.toMatchObject({ code: "CHECKPOINT_UNREADABLE", reason });
});

test("an entry whose header says more than the file has is refused", async () => {
  const bytes = torchFile(data);
  // Both sizes of data/0 in the directory.
  const at = bytes.lastIndexOf("archive/data/0") - 46 + 20;
  bytes.writeUInt32LE(2 ** 31, at);
  bytes.writeUInt32LE(2 ** 31, at + 4);
  await expect(openBytes(bytes)).rejects.toMatchObject({ code: "CHECKPOINT_UNREADABLE" });
});

/** The archive with the end that torch writes: the numbers in 64 bits, and none in the old place. */
function zip64(bytes: Buffer, entries = BigInt(bytes.readUInt16LE(bytes.length - 12))): Buffer {
  const [record, locator, end] = [Buffer.alloc(56), Buffer.alloc(20), Buffer.from(bytes.subarray(-22))];
  record.writeUInt32LE(0x06064b50);
  record.writeBigUInt64LE(entries, 32);
  record.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
  locator.writeUInt32LE(0x07064b50);
  locator.writeBigUInt64LE(BigInt(bytes.length - 22), 8);
  end.fill(0xff, 8, 20);
  return Buffer.concat([bytes.subarray(0, -22), record, locator, end]);
}

test("an archive with numbers of 64 bits is read", async () => {
  expect(await readBytes(zip64(torchFile(data)))).toEqual({ a: [1, 2, 3, 4] });
});

test("a directory of more entries than any model is refused before it is read", async () => {
  await expect(openBytes(zip64(torchFile(data), 2n ** 40n))).rejects.toMatchObject({ reason: "unsupported" });
});

test("a directory that is said to lie beyond all files is refused, and the process goes on", async () => {
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50);
  locator.writeBigUInt64LE(2n ** 62n, 8);
  const bytes = torchFile(data);
  const parts = [bytes.subarray(0, -22), locator, bytes.subarray(-22)];
  await expect(openBytes(Buffer.concat(parts))).rejects.toMatchObject({ reason: "truncated" });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formParts } from "../../src/server/form-parts.ts";

interface Part {
  readonly name: string;
  readonly bytes: Buffer;
}

const boundary = "----caselens-7f3a";
const contentType = `multipart/form-data; boundary=${boundary}`;

function encode(parts: readonly Part[]): Buffer {
  const encoded = parts.flatMap(({ name, bytes }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n`,
    ),
    bytes,
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...encoded, Buffer.from(`--${boundary}--\r\n`)]);
}

/** The bytes in pieces of the lengths given, over and over. */
async function* inPieces(bytes: Buffer, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length];
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

async function readForm(
  bytes: Buffer,
  lengths: readonly number[] = [64],
  type = contentType,
): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for await (const part of formParts(inPieces(bytes, lengths), type)) {
    const pieces: Uint8Array[] = [];
    for await (const piece of part.bytes) pieces.push(piece);
    parts.push({ name: part.name ?? "", bytes: Buffer.concat(pieces) });
  }
  return parts;
}

/** Bytes that look like the end of a part, or nearly so. */
const nasty = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom(
          "\r\n",
          "\r",
          "\n",
          "--",
          "\r\n--",
          `--${boundary}`,
          `\r\n--${boundary}x`,
          `\r\n--${boundary} -`,
          boundary,
        )
        .map((text) => Buffer.from(text)),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => Buffer.concat(pieces))
  .filter((bytes) => !/\r\n--(?:----caselens-7f3a)(?:--|[ \t]*\r\n)/.test(`\r\n${bytes.toString("latin1")}\r\n`));

describe("a form", () => {
  test("comes out as it went in, however it is cut into pieces", async () => {
    const part = fc.record({ name: fc.constantFrom("file", "other"), bytes: nasty });
    const pieces = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), pieces, async (parts, lengths) => {
        expect(await readForm(encode(parts), lengths)).toEqual(parts);
      }),
      { numRuns: 400 },
    );
  });

  test("that ends early is refused wherever it ends", async () => {
    const whole = encode([
      { name: "file", bytes: Buffer.from("first") },
      { name: "file", bytes: Buffer.from("second") },
    ]);
    const needed = whole.length - 2; // the last line end may be missing
    for (let length = 0; length < needed; length++)
      await expect(readForm(whole.subarray(0, length), [7])).rejects.toMatchObject({ code: "UPLOAD_INVALID" });
    expect(await readForm(whole.subarray(0, needed), [7])).toHaveLength(2);
  });

  test("of random bytes is refused, or read to its end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const form = Buffer.concat([Buffer.from(`--${boundary}\r\n`), bytes]);
        await expect(readForm(form, [11])).rejects.toMatchObject({ code: "UPLOAD_INVALID" });
      }),
    );
  });

  test("passes over what nobody reads", async () => {
    const names: (string | null)[] = [];
    const form = encode([
      { name: "a", bytes: Buffer.alloc(5_000, 1) },
      { name: "b", bytes: Buffer.alloc(5_000, 2) },
    ]);
    for await (const { name } of formParts(inPieces(form, [100]), contentType)) names.push(name);
    expect(names).toEqual(["a", "b"]);
  });

  test("is read piece by piece: a large file is never in memory", async () => {
    const pieceBytes = 65_536;
    let [asked, most] = [0, 0];
    async function* large(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"\r\n\r\n`);
      for (; asked < 2_000; asked++) yield Buffer.alloc(pieceBytes, asked % 250);
      yield Buffer.from(`\r\n--${boundary}--`);
    }
    let read = 0;
    for await (const { bytes } of formParts(large(), contentType))
      for await (const piece of bytes) {
        read += piece.length;
        most = Math.max(most, (asked + 1) * pieceBytes - read);
      }
    expect(read).toBe(2_000 * pieceBytes);
    expect(most).toBeLessThanOrEqual(3 * pieceBytes);
  });

  test.each([
    { name: "no boundary in the content type", type: "multipart/form-data", body: "" },
    { name: "a boundary of 71 characters", type: `multipart/form-data; boundary=${"a".repeat(71)}`, body: "" },
    { name: "a text before the first boundary", type: contentType, body: `hello\r\n--${boundary}--` },
    { name: "another boundary than announced", type: contentType, body: "--other--\r\n" },
    { name: "headers without an end", type: contentType, body: `--${boundary}\r\nA: ${"x".repeat(20_000)}` },
    { name: "a header that is none", type: contentType, body: `--${boundary}\r\nno colon\r\n\r\nx\r\n--${boundary}--` },
    {
      name: "101 parts",
      type: contentType,
      body: encode(Array.from({ length: 101 }, () => ({ name: "file", bytes: Buffer.alloc(1) }))).toString("latin1"),
    },
  ])("with $name is refused", async ({ type, body }) => {
    await expect(readForm(Buffer.from(body, "latin1"), [50], type)).rejects.toMatchObject({ code: "UPLOAD_INVALID" });
  });

  test("of a browser is read: quoted boundary, file names in UTF-8", async () => {
    const form = new FormData();
    form.append("file", new Blob(["one"]), 'näme ";x=1.png');
    form.append("file", new Blob([new Uint8Array(300_000)]));
    const request = new Response(form);
    const type = (request.headers.get("content-type") ?? "").replace(/boundary=(.*)$/, 'boundary="$1"');
    const parts = await readForm(Buffer.from(await request.arrayBuffer()), [1_000], type);
    expect(parts.map(({ name, bytes }) => [name, bytes.length])).toEqual([
      ["file", 3],
      ["file", 300_000],
    ]);
  });
});

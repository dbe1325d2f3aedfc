import { UploadInvalidError } from "./errors.ts";

/** One part of a form, while it arrives. */
export interface FormPart {
  readonly name: string | null;
  /** Its bytes; what is not read of them when the next part is asked for is passed over. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

const maxParts = 100;
const maxHeaderBytes = 16_384;
/** Blanks that may follow a boundary on its line. */
const maxPadding = 32;
const headersEnd = "\r\n\r\n";

/**
 * Parts of a `multipart/form-data` body (RFC 7578, RFC 2046 §5.1) in their order. In memory is one piece of the body, or the headers of one
 * part. A text before the first boundary is refused; what follows the last one is not read.
 * @throws {UploadInvalidError}
 */
export async function* formParts(body: AsyncIterable<Uint8Array>, contentType: string): AsyncGenerator<FormPart> {
  const pieces = body[Symbol.asyncIterator]();
  try {
    const reader = createPartReader(pieces, boundaryOf(contentType));
    for await (const _ of reader.bytes()) throw new UploadInvalidError("boundary");
    for (let count = 1; !reader.isOver(); count++) {
      if (count > maxParts) throw new UploadInvalidError("many");
      const name = nameIn(await reader.headers());
      yield { name, bytes: reader.bytes() };
      for await (const _ of reader.bytes()); // what nobody wanted
    }
  } finally {
    await pieces.return?.();
  }
}

interface PartReader {
  /** The headers of the part that begins here. */
  headers(): Promise<string>;
  /** Bytes up to the next boundary; none once that was met. */
  bytes(): AsyncGenerator<Uint8Array>;
  /** True once the last boundary was met. */
  isOver(): boolean;
}

function createPartReader(pieces: AsyncIterator<Uint8Array>, boundary: string): PartReader {
  const delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
  let buffer: Buffer = Buffer.from("\r\n"); // every boundary follows a line end, the first one too
  let [ended, inPart, over] = [false, true, false];

  async function more(): Promise<void> {
    const { done, value } = await pieces.next();
    if (done) ended = true;
    else buffer = buffer.length === 0 ? Buffer.from(value) : Buffer.concat([buffer, value]);
  }

  function take(length: number): Buffer {
    const taken = buffer.subarray(0, length);
    buffer = buffer.subarray(length);
    return taken;
  }

  /** What ends the line of the boundary at a place: two dashes, or blanks and a line end; null for anything else. */
  function endOfBoundary(at: number): string | null {
    const after = buffer.toString("latin1", at + delimiter.length, at + delimiter.length + maxPadding + 2);
    return /^(?:--|[ \t]*\r\n)/.exec(after)?.[0] ?? null;
  }

  return {
    isOver: () => over,
    async headers() {
      for (;;) {
        const at = buffer.indexOf(headersEnd);
        if ((at < 0 ? buffer.length : at) > maxHeaderBytes) throw new UploadInvalidError("headers");
        if (at >= 0) {
          inPart = true;
          return take(at + headersEnd.length).toString("utf8");
        }
        if (ended) throw new UploadInvalidError("cut");
        await more();
      }
    },
    async *bytes() {
      while (inPart) {
        const at = buffer.indexOf(delimiter);
        const ending = at < 0 ? null : endOfBoundary(at);
        if (ending !== null) {
          const last = take(at);
          take(delimiter.length + ending.length);
          [inPart, over] = [false, ending === "--"];
          if (last.length > 0) yield last;
          continue;
        }
        if (at < 0 && ended) throw new UploadInvalidError("cut");
        // How the boundary's line ends may be still to come; without one, all but the possible beginning of a boundary is the part's.
        const undecided = !ended && buffer.length < at + delimiter.length + maxPadding + 2;
        const sure = at < 0 ? buffer.length - delimiter.length + 1 : undecided ? at : at + delimiter.length;
        if (sure > 0) yield take(sure);
        if (at < 0 || undecided) await more();
      }
    },
  };
}

/** @throws {UploadInvalidError} */
function boundaryOf(contentType: string): string {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"\\]+)"|([^\s;"]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare ?? "";
  if (!/^[\x20-\x7e]{0,69}[\x21-\x7e]$/.test(boundary)) throw new UploadInvalidError("boundary");
  return boundary;
}

/** The field's name; null where the part has none. @throws {UploadInvalidError} for something that is not headers */
function nameIn(headers: string): string | null {
  const lines = headers.slice(0, -headersEnd.length).split("\r\n");
  if (!lines.every((line) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:/.test(line))) throw new UploadInvalidError("headers");
  const disposition = lines.find((line) => /^content-disposition:/i.test(line)) ?? "";
  const [, quoted, bare] = /;\s*name=(?:"([^"]*)"|([^\s;"]+))/i.exec(disposition) ?? [];
  return /^content-disposition:\s*form-data\s*(;|$)/i.test(disposition) ? (quoted ?? bare ?? null) : null;
}

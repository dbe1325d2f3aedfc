import { constants, gunzipSync } from "node:zlib";
import { fileTypeFromBuffer } from "file-type";
import type { ScanFormat } from "./contract.ts";
import { type ForeignContent, foreignByExtension, foreignContents } from "./foreign-content.ts";

/** What a file's bytes are: a picture we read, or something else. */
export type ScanContent =
  | { readonly kind: "picture"; readonly format: ScanFormat }
  | ({ readonly kind: "foreign" } & ForeignContent);

/**
 * Tells what the content is from its bytes; a file's name is never looked at.
 * @param bytes the whole file. Only its first 64 KB are read, and all of a TIFF for a slide scanner's mark.
 */
export async function identifyContent(bytes: Uint8Array): Promise<ScanContent> {
  const head = bytes.subarray(0, 65_536);
  const known = medicalVolume(head) ?? (isGzip(head) ? medicalVolume(unpackHead(head)) : undefined);
  if (known !== undefined) return { kind: "foreign", ...known };
  const format = pictureFormat(head);
  const extension = await extensionOf(head);
  const byLibrary = extension === undefined ? undefined : foreignByExtension.get(extension);
  if (format === "tiff") {
    if (byLibrary !== undefined) return { kind: "foreign", ...byLibrary }; // a camera's raw file is a TIFF, too
    if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes("Aperio Image Library")) {
      return { kind: "foreign", ...foreignContents.slide };
    }
  }
  if (format !== undefined) return { kind: "picture", format };
  return { kind: "foreign", ...(byLibrary ?? textual(head) ?? foreignContents.unknown) };
}

const pictureMarks: readonly { readonly format: ScanFormat; readonly at: readonly (readonly [number, string])[] }[] = [
  { format: "png", at: [[0, "\x89PNG\r\n\x1a\n"]] },
  { format: "jpeg", at: [[0, "\xff\xd8\xff"]] },
  { format: "tiff", at: [[0, "II*\0"]] },
  { format: "tiff", at: [[0, "MM\0*"]] },
  { format: "tiff", at: [[0, "II+\0"]] }, // BigTIFF
  { format: "tiff", at: [[0, "MM\0+"]] },
  {
    format: "webp",
    at: [
      [0, "RIFF"],
      [8, "WEBP"],
    ],
  },
];

function pictureFormat(head: Uint8Array): ScanFormat | undefined {
  if (holds(head, 0, "\xff\xd8\xff\xf7")) return undefined; // JPEG-LS
  return pictureMarks.find(({ at }) => at.every(([offset, mark]) => holds(head, offset, mark)))?.format;
}

/** DICOM (PS3.10, preamble of 128 bytes) and NIfTI-1, -2 (magic at 344, at 4). */
function medicalVolume(head: Uint8Array): ForeignContent | undefined {
  if (holds(head, 128, "DICM")) return foreignContents.dicom;
  const nifti =
    holds(head, 344, "n+1\0") || holds(head, 344, "ni1\0") || holds(head, 4, "n+2\0") || holds(head, 4, "ni2\0");
  return nifti ? foreignContents.nifti : undefined;
}

function isGzip(head: Uint8Array): boolean {
  return holds(head, 0, "\x1f\x8b");
}

/** What the first 1 KB unpacks to, about 1 MB at most: enough for a header, too little for a bomb. */
function unpackHead(head: Uint8Array): Uint8Array {
  try {
    return gunzipSync(head.subarray(0, 1024), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array();
  }
}

async function extensionOf(head: Uint8Array): Promise<string | undefined> {
  try {
    return (await fileTypeFromBuffer(head))?.ext;
  } catch {
    return undefined; // it reads past the end of some damaged files
  }
}

/** Text is UTF-8 or UTF-16 with a mark, without control characters but tabs and line ends. */
function textual(head: Uint8Array): ForeignContent | undefined {
  const utf16 = holds(head, 0, "\xff\xfe") ? "utf-16le" : holds(head, 0, "\xfe\xff") ? "utf-16be" : undefined;
  try {
    const text = new TextDecoder(utf16 ?? "utf-8", { fatal: true }).decode(head.subarray(0, 4096), { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell text from binary content
    if (/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text)) return undefined;
    if (/<svg[\s>]/i.test(text)) return foreignContents.svg;
    return /^\s*<[!?a-z]/i.test(text) ? foreignContents.xml : foreignContents.text;
  } catch {
    return undefined;
  }
}

/** True where the bytes from `offset` are those of `mark`, one per character. */
function holds(bytes: Uint8Array, offset: number, mark: string): boolean {
  if (bytes.length < offset + mark.length) return false;
  return [...mark].every((character, i) => bytes[offset + i] === character.charCodeAt(0));
}

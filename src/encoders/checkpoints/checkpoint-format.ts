import type { Checkpoint } from "./contract.ts";
import { CheckpointError } from "./errors.ts";
import { type FileBytes, readBytesAt } from "./file-bytes.ts";

const headBytes = 512;

/** `PROTO 2` and `LONG1` of ten bytes, the magic number before torch 1.6. */
const legacyTorch = Uint8Array.of(0x80, 0x02, 0x8a, 0x0a);
const zipEntry = Uint8Array.of(0x50, 0x4b, 0x03, 0x04);
/** How a page begins, after blanks: what a browser saved, or a hub said, in place of the file. */
const webPage = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|!--)/i;
const gitLfs = Buffer.from("version https://git-lfs");

/**
 * The format of a file by its first bytes, whatever its name. The formats exclude each other: read as the length of a
 * safetensors header, the marks of the others are beyond its limit.
 * @throws {CheckpointError} for every other format
 */
export async function checkpointFormat(file: FileBytes): Promise<Checkpoint["format"]> {
  const head = await readBytesAt(file, 0, Math.min(headBytes, file.sizeBytes));
  if (startsWith(head, zipEntry)) return "torch";
  if (startsWith(head, legacyTorch)) {
    throw new CheckpointError("unsupported", "is in the torch format of before version 1.6", {
      remedy: "Load it with torch 1.6 or newer and save it again with `torch.save`, or save it as safetensors.",
    });
  }
  if (startsWith(head, gitLfs)) {
    throw new CheckpointError("unsupported", "is a Git LFS pointer, not the file itself", {
      remedy: "Fetch the file with `git lfs pull`, or download it from the publisher.",
    });
  }
  if (webPage.test(Buffer.from(head).toString("latin1"))) {
    throw new CheckpointError("unsupported", "is a web page, not the file itself", {
      remedy:
        "Download the file, not the page about it: `caselens models pull ID`, or the page's own download link. A hub gives gated files only to those who agreed to its terms.",
    });
  }
  if (head[8] === 0x7b) return "safetensors";
  if (head.length <= 8) throw new CheckpointError("truncated", "is too short to be one");
  throw new CheckpointError("unsupported", "is neither a safetensors file nor a torch file in zip format");
}

function startsWith(head: Uint8Array, mark: Uint8Array): boolean {
  return mark.every((byte, i) => head[i] === byte);
}

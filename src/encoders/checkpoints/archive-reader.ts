import { RandomAccessReader } from "yauzl";
import type { FileBytes } from "./file-bytes.ts";

/**
 * The file as the zip library reads it. Its own reader hands positions of the file to the system unchecked, and one that
 * is too great ends the process instead of the reading.
 */
export class ArchiveReader extends RandomAccessReader {
  readonly #file: FileBytes;
  constructor(file: FileBytes) {
    super();
    this.#file = file;
  }
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#file.fill(buffer.subarray(offset, offset + length), position).then(() => callback(null), callback);
  }
}

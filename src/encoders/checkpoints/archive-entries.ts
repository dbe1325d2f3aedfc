import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from "yauzl";
import { ArchiveReader } from "./archive-reader.ts";
import { CheckpointError } from "./errors.ts";
import type { FileBytes } from "./file-bytes.ts";
import { printableName } from "./printable-name.ts";

/** A file within a zip archive. */
export interface ArchiveEntry {
  readonly name: string;
  readonly storage: "stored" | "compressed" | "encrypted";
  /** Of its data, in the archive. */
  readonly startByte: number;
  /** As it lies in the archive. */
  readonly sizeBytes: number;
}

/** Each tensor of a checkpoint is an entry; the greatest have some thousands. */
const maxEntries = 100_000;

/**
 * The entries of a zip archive by name. Only the directory and the entries' headers are read.
 * @throws {CheckpointError} where a name occurs twice, or where entries overlap or leave the file
 */
export async function archiveEntries(file: FileBytes): Promise<ReadonlyMap<string, ArchiveEntry>> {
  const zip = await openDirectory(file);
  if (zip.entryCount > maxEntries) {
    throw new CheckpointError("unsupported", `has an archive of more than ${maxEntries} entries`);
  }
  const entries = new Map<string, ArchiveEntry>();
  const ranges: (readonly [startByte: number, endByte: number])[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      const read = await readEntry(zip, entry);
      if (entries.has(read.name)) {
        throw new CheckpointError("damaged", `has the entry ${printableName(read.name)} twice`);
      }
      entries.set(read.name, read);
      ranges.push([entry.relativeOffsetOfLocalHeader, read.startByte + read.sizeBytes]);
    }
  } catch (error) {
    if (error instanceof CheckpointError) throw error;
    // Without the cause: the library's messages quote the names of entries.
    throw new CheckpointError("damaged", "has an archive with a broken directory");
  }
  checkRanges(ranges, file.sizeBytes);
  return entries;
}

async function openDirectory(file: FileBytes): Promise<ZipFile> {
  try {
    return await fromRandomAccessReaderPromise(new ArchiveReader(file), file.sizeBytes, {
      autoClose: false,
      strictFileNames: true,
    });
  } catch (error) {
    if (error instanceof CheckpointError) throw error;
    // The directory stands at the end, so this is how an archive that was cut off looks.
    throw new CheckpointError("truncated", "has an archive without a readable directory");
  }
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<ArchiveEntry> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  return {
    name: entry.fileName,
    storage: storageOf(entry),
    startByte: fileDataStart,
    sizeBytes: entry.compressedSize,
  };
}

function storageOf(entry: Entry): ArchiveEntry["storage"] {
  if (entry.isEncrypted()) return "encrypted";
  return entry.compressionMethod === 0 ? "stored" : "compressed";
}

function checkRanges(ranges: readonly (readonly [number, number])[], fileBytes: number): void {
  let end = 0;
  for (const [startByte, endByte] of ranges.toSorted(([a], [b]) => a - b)) {
    if (startByte < end) throw new CheckpointError("damaged", "has an archive whose entries overlap");
    end = endByte;
  }
  if (end > fileBytes) throw new CheckpointError("truncated", "has an archive whose entries go beyond its end");
}

import { errorWords, isAbort } from "../api/errors.ts";
import { uploadScan } from "../api/scans.ts";
import { announce } from "../shell/announce.ts";
import { goToScan } from "../shell/place.ts";
import { all, scanById, scans } from "../shell/server-data.ts";
import { createStore } from "../shell/store.ts";

/** A file on its way to the server. */
export interface Upload {
  readonly id: number;
  readonly name: string;
  /** The file's picture, where the browser can show it. */
  readonly preview: string;
  /** 0 … 1 sent; 1: the server reads it. */
  readonly sent: number;
  readonly error: { readonly message: string; readonly remedy: string } | null;
}

export const uploads = createStore<readonly Upload[]>([]);
const stops = new Map<number, AbortController>();
let last = 0;

/** Sends files, one after the other; the first that is read is opened. */
export async function uploadFiles(files: Iterable<File>): Promise<void> {
  const queue = [...files].map((file) => ({ file, upload: begin(file) }));
  let opened = false;
  for (const { file, upload } of queue) {
    const stop = stops.get(upload.id);
    if (!stop || stop.signal.aborted) continue;
    try {
      const scan = await uploadScan(file, (sent) => change(upload.id, { sent }), stop.signal);
      scanById.set(scan.id, scan);
      await scans.load(all);
      dropUpload(upload.id);
      announce(`${file.name} is ready.`);
      if (!opened) goToScan(scan.id);
      opened = true;
    } catch (error) {
      if (isAbort(error)) dropUpload(upload.id);
      else {
        const words = errorWords(error);
        change(upload.id, { error: words });
        announce(`${file.name} was not taken. ${words.message} ${words.remedy}`);
      }
    }
  }
}

function begin(file: File): Upload {
  const upload = { id: ++last, name: file.name, preview: URL.createObjectURL(file), sent: 0, error: null };
  stops.set(upload.id, new AbortController());
  uploads.update((now) => [...now, upload]);
  return upload;
}

function change(id: number, part: Partial<Upload>): void {
  uploads.update((now) => now.map((each) => (each.id === id ? { ...each, ...part } : each)));
}

/** Cancels an upload, or takes one that failed off the list. */
export function dropUpload(id: number): void {
  stops.get(id)?.abort();
  stops.delete(id);
  const gone = uploads.get().find((each) => each.id === id);
  if (gone) URL.revokeObjectURL(gone.preview);
  uploads.update((now) => now.filter((each) => each.id !== id));
}

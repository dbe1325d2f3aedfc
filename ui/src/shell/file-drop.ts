import { uploadFiles } from "../rail/uploads.ts";
import { createStore } from "./store.ts";

/** Whether a file hovers over the page. */
export const hovering = createStore(false);

/** Takes files that are dropped or pasted anywhere on the page. */
export function listenToFiles(): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const hasFiles = (transfer: DataTransfer | null) => transfer?.types.includes("Files") ?? false;
  addEventListener(
    "dragover",
    (event) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      hovering.set(true);
    },
    options,
  );
  addEventListener(
    "dragleave",
    (event) => {
      if (event.relatedTarget === null) hovering.set(false);
    },
    options,
  );
  addEventListener(
    "drop",
    (event) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      hovering.set(false);
      void uploadFiles(event.dataTransfer?.files ?? []);
    },
    options,
  );
  addEventListener(
    "paste",
    (event) => {
      const files = event.clipboardData?.files;
      if (files && files.length > 0) void uploadFiles(files);
    },
    options,
  );
  return () => stop.abort();
}

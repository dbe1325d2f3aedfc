import { useEffect, useRef } from "preact/hooks";
import { errorWords } from "../api/errors.ts";
import { Icon } from "../shell/Icon.tsx";
import { all, samples, scans } from "../shell/server-data.ts";
import { useStore } from "../shell/store.ts";
import { forgetLostSamples, openedSamples } from "./opened-samples.ts";
import { SampleItem } from "./SampleItem.tsx";
import { ScanItem } from "./ScanItem.tsx";
import { UploadItem } from "./UploadItem.tsx";
import { uploadFiles, uploads } from "./uploads.ts";

/** What files the picker shows first; anything may be dropped, and is refused in words. */
const pictures = "image/png,image/jpeg,image/tiff,image/webp,.tif,.tiff";

/** Scans of one's own, and samples. */
export function Rail() {
  const sending = useStore(uploads);
  const opened = useStore(openedSamples);
  const stored = scans.use(all);
  const given = samples.use(all);
  const picker = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (stored.kind === "ready") forgetLostSamples(stored.value);
  }, [stored]);
  const sampleScans = new Set(Object.values(opened));
  const own = stored.kind === "ready" ? stored.value.filter(({ id }) => !sampleScans.has(id)) : [];
  return (
    <>
      <button type="button" class="drop-zone" onClick={() => picker.current?.click()}>
        <Icon name="upload" />
        <span>
          Open a scan
          <span class="small quiet">or drop or paste it anywhere</span>
        </span>
      </button>
      <input
        ref={picker}
        type="file"
        hidden
        multiple
        accept={pictures}
        onChange={({ currentTarget }) => {
          void uploadFiles(currentTarget.files ?? []);
          currentTarget.value = "";
        }}
      />
      {(sending.length > 0 || own.length > 0) && <h2 class="rail-title">scans</h2>}
      <ul>
        {sending.map((upload) => (
          <UploadItem key={upload.id} upload={upload} />
        ))}
        {own.map((scan) => (
          <ScanItem key={scan.id} scan={scan} />
        ))}
      </ul>
      {stored.kind === "failed" && <p class="rail-error small">{errorWords(stored.error).message}</p>}
      <h2 class="rail-title">samples</h2>
      <ul>{given.kind === "ready" && given.value.map((sample) => <SampleItem key={sample.id} sample={sample} />)}</ul>
    </>
  );
}

import { useEffect } from "preact/hooks";
import { openSampleScan } from "../rail/opened-samples.ts";
import { amend, usePlace } from "./place.ts";
import { all, samples } from "./server-data.ts";

/** A page that was asked for no scan opens on a sample that has names of its own, so that there is something to see. */
export function useFirstSample(): void {
  const { scan } = usePlace();
  const list = samples.use(all);
  const first =
    list.kind === "ready" ? (list.value.find(({ promptSet }) => promptSet !== null) ?? list.value[0]) : null;
  useEffect(() => {
    if (scan !== null || !first) return;
    // Where even a sample cannot be opened, the rail and the upload still work.
    openSampleScan(first.id).then(
      ({ id }) => amend({ scan: id }),
      () => undefined,
    );
  }, [scan === null, first]);
}

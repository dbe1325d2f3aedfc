import { aKindInWords } from "../../../src/encoders/kind-in-words.ts";
import { scanLook } from "../classes/scan-look.ts";
import { openedSamples } from "../rail/opened-samples.ts";
import { all, samples } from "./server-data.ts";
import { useStore } from "./store.ts";

/** What a scan is, in words: a sample's caption, else the kind of image that the encoder's gate saw. */
export function scanWords(id: string | null): string {
  const list = samples.use(all);
  const opened = useStore(openedSamples);
  const look = scanLook.use(id);
  const sample = list.kind === "ready" ? list.value.find((each) => opened[each.id] === id) : undefined;
  if (sample) return `sample, ${sample.modality}: ${sample.caption}`;
  const kind = look.kind === "ready" ? look.value.kind : null;
  return kind === null ? "an image" : `looks like ${aKindInWords(kind)}`;
}

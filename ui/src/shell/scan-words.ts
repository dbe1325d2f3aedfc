import { aKindInWords } from "../../../src/encoders/kind-in-words.ts";
import { scanKind } from "../classes/scan-kind.ts";
import { openedSamples } from "../rail/opened-samples.ts";
import { all, samples } from "./server-data.ts";
import { useStore } from "./store.ts";

/** What a scan is, in words: a sample's caption, else the kind of image that the encoder's gate saw. */
export function scanWords(id: string | null): string {
  const list = samples.use(all);
  const opened = useStore(openedSamples);
  const kind = scanKind.use(id);
  const sample = list.kind === "ready" ? list.value.find((each) => opened[each.id] === id) : undefined;
  if (sample) return `sample, ${sample.modality}: ${sample.caption}`;
  return kind.kind === "ready" && kind.value ? `looks like ${aKindInWords(kind.value)}` : "an image";
}

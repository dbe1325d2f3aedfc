import { classify } from "../api/questions.ts";
import { keep } from "../shell/loaded.ts";

/** The kind of image a scan is, by the encoder's gate; null where the encoder has none. By scan id. */
export const scanKind = keep<string | null>(async (scan) => {
  const { provenance } = await classify({ scan, view: "v1", promptSet: "modality", multi: false });
  return provenance.imageKind?.kind ?? null;
});

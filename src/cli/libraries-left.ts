import type { ImportModelResult } from "../app/models-contract.ts";
import type { Output } from "./output.ts";

/** Says which libraries rest on what a model was before it was imported again. */
export function warnOfLibrariesLeft({ id, librariesLeft }: ImportModelResult, output: Output): void {
  if (librariesLeft.length === 0 || output.json) return;
  const [first] = librariesLeft;
  output.warn(
    `${output.style("yellow", "Note")} ${librariesLeft.join(", ")}: holds vectors of ${id} as it was before, and cannot be searched with it as it is now. ` +
      `Give it the new ones: \`caselens library reembed ${first} --encoder ${id}\`.`,
  );
}

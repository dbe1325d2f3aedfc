import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isMissing } from "../../core/errors.ts";
import { stagingName } from "../../core/staging.ts";

/** Puts a folder in the place of another, which is away only in between, and comes back where the new one cannot take its place. */
export async function replaceFolder(staging: string, place: string): Promise<void> {
  const gone = join(dirname(place), stagingName());
  const had = await rename(place, gone).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );
  try {
    await rename(staging, place);
  } catch (error) {
    if (had) await rename(gone, place);
    throw error;
  }
  if (had) await rm(gone, { recursive: true, force: true });
}

import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCodeOf, isMissing } from "../../core/errors.ts";
import { stagingName } from "../../core/staging.ts";

/** Another process may put its own there in between, again and again; that many times nobody does. */
const attempts = 100;

/**
 * Puts a folder in the place of another, which is away only in between, and comes back where the new one cannot take its place.
 * Of several that are put in one place at once the last stays, whole.
 */
export async function replaceFolder(staging: string, place: string, left = attempts): Promise<void> {
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
    if (isTaken(error) && left > 0) {
      if (had) await rm(gone, { recursive: true, force: true });
      return replaceFolder(staging, place, left - 1);
    }
    if (had) await rename(gone, place);
    throw error;
  }
  if (had) await rm(gone, { recursive: true, force: true });
}

/** True where another folder stands in the place by now. */
function isTaken(error: unknown): boolean {
  return ["ENOTEMPTY", "EEXIST"].includes(errorCodeOf(error) ?? "");
}

import { search } from "../api/questions.ts";
import { libraryPart } from "../libraries/chosen-library.ts";
import { announce } from "../shell/announce.ts";
import { place } from "../shell/place.ts";

/** The pair most like the scan that is not the scan itself; null where none is like it at all. */
export async function nearestCase(): Promise<{ readonly id: string; readonly library: string } | null> {
  const { scan, view } = place.get();
  if (scan === null) return null;
  try {
    const { results, library } = await search({ scan, view, k: 2, ...libraryPart() });
    const other = results.find(({ sameImage }) => !sameImage);
    return other ? { id: other.id, library } : null;
  } catch {
    announce("The library could not be searched.");
    return null;
  }
}

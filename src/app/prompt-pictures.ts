import type { PromptPicture } from "../chat/answer-prompt.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { cropRegion } from "../imaging/crop-region.ts";
import { encodeView } from "../imaging/view.ts";
import type { Library } from "../retrieval/library.ts";

/** What a model that takes pictures is shown: the scan or the region asked about, re-encoded without metadata, and stored views of pairs. */
export async function promptPictures(
  { scan, region }: EncodedScan,
  { pairs }: Library,
  pairIds: readonly string[],
): Promise<{ readonly scan: PromptPicture; readonly pairs: ReadonlyMap<string, PromptPicture> }> {
  const jpeg = (bytes: Uint8Array): PromptPicture => ({ mediaType: "image/jpeg", bytes });
  const views = await Promise.all(pairIds.map(async (id) => [id, await pairs.view(id)] as const));
  return {
    scan: jpeg(await encodeView(region ? cropRegion(scan.image, region) : scan.image)),
    pairs: new Map(views.flatMap(([id, view]) => (view ? [[id, jpeg(view)] as const] : []))),
  };
}

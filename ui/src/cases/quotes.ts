import { conversationOf } from "../ask/conversation.ts";
import { drafts } from "../draft/drafts.ts";
import { usePlace } from "../shell/place.ts";
import { useStore } from "../shell/store.ts";

/** What answers and the open draft quote from a pair. */
export function useQuotesOf(scan: string | null, pairId: string | null): readonly string[] {
  const { turns } = useStore(conversationOf(scan ?? ""));
  const { draft } = usePlace();
  const report = drafts.use(draft);
  const cited = [
    ...turns.flatMap(({ citations }) => citations),
    ...(report.kind === "ready"
      ? report.value.sections.flatMap(({ sentences }) => sentences.flatMap(({ citations }) => citations))
      : []),
  ];
  return [...new Set(cited.filter((each) => each.pairId === pairId).map(({ quote }) => quote))];
}

import type { Mark, MarkChange } from "../../../src/app/marks.ts";
import { errorWords } from "../api/errors.ts";
import { beginSession, markPair } from "../api/questions.ts";
import { useStore } from "../shell/store.ts";
import { toast } from "../shell/toast.ts";
import { conversationOf, readHistory } from "./conversation.ts";

/** What the conversation about a scan makes of a pair. A ban is of the whole case, whichever of its pairs it was said of. */
export function useMark(scan: string | null, library: string, pairId: string, name: string): Mark["mark"] | null {
  const { marks } = useStore(conversationOf(scan ?? ""));
  const own = marks.filter((each) => each.library === library);
  if (own.some((each) => each.mark === "ban" && each.case === name)) return "ban";
  return own.some((each) => each.mark === "pin" && each.pairId === pairId) ? "pin" : null;
}

interface Marked {
  readonly library: string;
  readonly pairId: string;
  readonly case: string;
}

const done: Readonly<Record<MarkChange["mark"], (name: string) => string>> = {
  pin: (name) => `Case ${name} is pinned: the next answers always read it.`,
  ban: (name) => `Case ${name} is banned: no answer of this conversation reads it again.`,
  release: (name) => `Case ${name} is read again where it is among the nearest.`,
};

/** Marks a pair in the conversation about a scan, which begins with it if there is none. */
export async function markCase(scan: string, mark: MarkChange["mark"], { library, pairId, case: name }: Marked) {
  const conversation = conversationOf(scan);
  try {
    await readHistory(scan);
    const session = conversation.get().session ?? (await beginSession(scan)).id;
    const { marks } = await markPair(session, { pair: pairId, mark, library });
    conversation.update((now) => ({ ...now, session, marks }));
    toast(
      done[mark](name),
      mark === "release"
        ? undefined
        : { label: "Undo", run: () => void markCase(scan, "release", { library, pairId, case: name }) },
    );
  } catch (error) {
    const { message, remedy } = errorWords(error);
    toast(`${message} ${remedy}`);
  }
}

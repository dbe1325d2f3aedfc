import { errorWords } from "../api/errors.ts";
import { whenInWords } from "../shell/numbers.ts";
import { useStore } from "../shell/store.ts";
import { toast } from "../shell/toast.ts";
import { beginAnew, conversationOf, openSession } from "./conversation.ts";

/** The conversations kept about this scan. */
export function HistoryBar({ scan }: { readonly scan: string }) {
  const { session, turns, kept, history } = useStore(conversationOf(scan));
  if (history === "reading") return <p class="waiting small">reading the conversation</p>;
  if (turns.length === 0 && kept.length === 0) return null;
  const open = (id: string) => {
    if (id === "") return beginAnew(scan);
    openSession(scan, id).catch((error: unknown) => toast(errorWords(error).message));
  };
  return (
    <div class="history-bar row small">
      {kept.length > 0 && (
        <label>
          <span class="unseen">Conversation</span>
          <select
            class="select small"
            value={session ?? ""}
            onChange={({ currentTarget }) => open(currentTarget.value)}
          >
            {(session === null || !kept.some(({ id }) => id === session)) && (
              <option value={session ?? ""}>{turns.length > 0 ? "this conversation" : "new conversation"}</option>
            )}
            {kept.map(({ id, createdAt }) => (
              <option key={id} value={id}>
                {whenInWords(createdAt)}
              </option>
            ))}
          </select>
        </label>
      )}
      {turns.length > 0 && (
        <button type="button" class="link quiet" onClick={() => beginAnew(scan)}>
          new conversation
        </button>
      )}
    </div>
  );
}
